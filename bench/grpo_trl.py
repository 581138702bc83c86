"""TRL's GRPOTrainer on the work of bench/Grpo.java: samples per second, with transformers' own generation.

    python grpo_trl.py S PEERS      PEERS is the folder of peerbench.py
"""

import sys
import tempfile
import time

sys.path.insert(0, sys.argv[2])
import peerbench
import torch
import training
from datasets import Dataset
from transformers import TrainerCallback
from trl import GRPOConfig, GRPOTrainer

PROMPTS, GROUP, PROMPT, ANSWER = 4, 8, 32, 64
name = sys.argv[1]
size = peerbench.SIZES[name]
steps = 40 if name == "S" else 4


class Clock(TrainerCallback):
    ends = []
    cpu = []

    def on_step_end(self, *_, **__):
        self.ends.append(time.perf_counter())
        self.cpu.append(time.process_time())


def reward(completion_ids, **_):
    return [float(ids[0] % 7) for ids in completion_ids]


best = 0.0
for threads in sorted({1, torch.get_num_threads()}):
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    rows = torch.randint(4, size["vocab"], (PROMPTS * (steps + 1), PROMPT)).tolist()
    data = Dataset.from_dict({"prompt": [" ".join(f"w{i}" for i in row) for row in rows]})
    Clock.ends, Clock.cpu = [], []
    tokenizer = training.tokenizer(name)
    folder = tempfile.mkdtemp()  # the reference is loaded from where the policy came from
    training.llama(name, torch.float32).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    config = GRPOConfig(
        output_dir=tempfile.mkdtemp(), per_device_train_batch_size=PROMPTS * GROUP, num_generations=GROUP, max_steps=steps + 1,
        max_completion_length=ANSWER, learning_rate=1e-6, beta=0.04, use_cpu=True, report_to=[], bf16=False,
        gradient_checkpointing=False, model_init_kwargs={"dtype": "float32"}, save_strategy="no", logging_strategy="no", disable_tqdm=True,
        generation_kwargs={"min_new_tokens": ANSWER},
    )
    trainer = GRPOTrainer(model=folder, reward_funcs=reward, args=config, train_dataset=data, processing_class=tokenizer,
                          callbacks=[Clock()])
    trainer.train()
    rate = PROMPTS * GROUP * steps / (Clock.ends[-1] - Clock.ends[0])
    per_cpu = PROMPTS * GROUP * steps / (Clock.cpu[-1] - Clock.cpu[0])
    print(f"trl grpo-{name} float32 x{threads}: {rate:.1f} samples/s, {per_cpu:.1f} samples per CPU second", flush=True)
    best = max(best, rate)
print(f'{{"workload": "grpo-{name}", "figure": {best:.2f}, "unit": "samples/s"}}')
