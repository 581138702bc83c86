"""What the official client of OpenAI makes of a server: every path, streams, errors. Ends with 1 at the first surprise.

    pip install openai
    plumbline serve --model harbor:small --port 8080 &
    python bench/openai_client.py http://127.0.0.1:8080/v1 harbor:small
"""

import sys

import openai

url, model = sys.argv[1:3]
client = openai.OpenAI(base_url=url, api_key=sys.argv[3] if len(sys.argv) > 3 else "none", max_retries=0)
ask = dict(model=model, messages=[{"role": "user", "content": "what is 2 plus 3 ?"}], max_tokens=24)

assert [m.id for m in client.models.list()] == [model]
assert client.models.retrieve(model).id == model

answer = client.chat.completions.create(**ask, temperature=0, logprobs=True, top_logprobs=2)
choice = answer.choices[0]
assert choice.message.role == "assistant" and choice.finish_reason in ("stop", "length"), answer
assert answer.usage.completion_tokens == len(choice.logprobs.content), answer
assert len(choice.logprobs.content[0].top_logprobs) == 2
print("chat:", choice.message.content)

stream = client.chat.completions.create(**ask, temperature=0, stream=True, stream_options={"include_usage": True})
pieces = list(stream)
text = "".join(p.choices[0].delta.content or "" for p in pieces if p.choices)
assert text == choice.message.content, (text, choice.message.content)
assert pieces[-1].usage.completion_tokens == answer.usage.completion_tokens

several = [
    [c.message.content for c in client.chat.completions.create(**ask, n=3, seed=7).choices] for _ in range(2)
]
assert several[0] == several[1] and len(several[0]) == 3
print("n, seed:", several[0])

tools = [{"type": "function", "function": {"name": "add", "parameters": {"type": "object", "properties": {}}}}]
assert client.chat.completions.create(**ask, tools=tools).choices[0].finish_reason

written = client.completions.create(model=model, prompt=["what is", "hello"], max_tokens=8, logprobs=1, seed=1)
assert len(written.choices) == 2 and written.choices[0].logprobs.tokens
print("completions:", [c.text for c in written.choices])
assert "".join(
    p.choices[0].text for p in client.completions.create(model=model, prompt="what is", max_tokens=8, seed=1, stream=True)
)

vectors = client.embeddings.create(model=model, input=["what is", "hello"])
floats = client.embeddings.create(model=model, input="what is", encoding_format="float")
assert len(vectors.data) == 2
assert all(abs(a - b) < 1e-4 for a, b in zip(vectors.data[0].embedding, floats.data[0].embedding))
print("embeddings:", len(vectors.data[0].embedding), "wide")

for wrong, expected in (
    (dict(ask, model="gpt-9"), openai.NotFoundError),
    (dict(ask, temperature=-1), openai.BadRequestError),
    (dict(ask, messages=[]), openai.BadRequestError),
):
    try:
        client.chat.completions.create(**wrong)
    except expected as e:
        print(expected.__name__ + ":", e.body["message"])
    else:
        raise AssertionError(wrong)
print("all as it should be")
