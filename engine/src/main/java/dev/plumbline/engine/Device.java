package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.global.torch;

/// Where tensors lie and are computed: the processor, or a GPU that CUDA knows.
///
/// @param cuda whether it is a GPU
/// @param index which GPU, from 0 to 127; 0 for the processor
public record Device(boolean cuda, int index) {
    /// The processor.
    public static final Device CPU = new Device(false, 0);

    private static final Pattern NAME = Pattern.compile("cuda(?::(\\d{1,3}))?");

    public Device {
        if (index < 0 || index > Byte.MAX_VALUE || (!cuda && index > 0)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "the index of a GPU must lie in [0, " + Byte.MAX_VALUE + "], not " + index);
        }
    }

    /// The device of this name: `cpu`, `cuda` (the first GPU) or `cuda:I`.
    ///
    /// @throws PlumblineException BAD_ARGUMENT for any other name
    public static Device named(String name) {
        Matcher gpu = NAME.matcher(name);
        if (gpu.matches()) {
            return new Device(true, gpu.group(1) == null ? 0 : Integer.parseInt(gpu.group(1)));
        }
        if (!name.equals("cpu")) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "no device is named \"" + name + "\"; devices are cpu, cuda and cuda:I");
        }
        return CPU;
    }

    /// How many GPUs CUDA finds here: 0 with the natives for processors alone, whatever the machine has.
    public static int gpus() {
        return Engine.call(() -> torch.cuda_is_available() ? torch.cuda_device_count() : 0);
    }

    /// Refuses a device that this build and machine do not have.
    ///
    /// @throws PlumblineException BAD_ARGUMENT with what to do
    public void requirePresent() {
        if (!cuda) {
            return;
        }
        int there = gpus();
        if (index >= there) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    this + ": "
                            + (there == 0 ? "CUDA finds no GPU here" : "CUDA finds " + there + " here, from cuda:0 on")
                            + "; use --device cpu, or build with -Pgpu (PLUMBLINE_BUILD_OPTS=-Pgpu) on a Linux machine"
                            + " with an NVIDIA GPU and CUDA 13");
        }
    }

    /// This tensor's elements on this device.
    org.bytedeco.pytorch.Tensor place(org.bytedeco.pytorch.Tensor made) {
        if (!cuda) {
            return made;
        }
        try (org.bytedeco.pytorch.Device there = new org.bytedeco.pytorch.Device(torch.DeviceType.CUDA, (byte) index)) {
            return made.to(there, made.scalar_type());
        }
    }

    @Override
    public String toString() {
        return cuda ? "cuda:" + index : "cpu";
    }
}
