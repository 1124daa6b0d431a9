using Darkhorse.Autograd;
using Darkhorse.Ops;

namespace Darkhorse;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The tensor in another dtype; itself if it has it already and <paramref name="copy"/> is not asked for.</summary>
        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            var dtype = type.ToDType();
            if (dtype == DType) return copy ? clone() : this;
            var result = Copied(Layout.AsDense(), dtype);
            if (GradMode.Tracks(this) && (dtype.IsFloat || dtype.IsComplex)) result.SetGradFn(new ToCopyNode(this), 0);
            if (disposeAfter) Dispose();
            return result;
        }

        /// <summary>The tensor on another device; the same elements if it is there already and <paramref name="copy"/> is not asked for.</summary>
        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            if (device == this.device) return copy ? clone() : disposeAfter ? this : SecondHandle();
            var result = Empty(Layout.AsDense(), DType, Devices.Backend.For(device.type));
            if (device.type != DeviceType.META) result.Backend.Copy(result.Data, Data);
            if (GradMode.Tracks(this)) result.SetGradFn(new ToCopyNode(this), 0);
            if (disposeAfter) Dispose();
            return result;
        }

        /// <summary>
        /// A tensor of the same elements and history, so that the caller may dispose of either: <c>using var x = batch.to(device)</c> must not take the batch along.
        /// A leaf that requires gradients stands for itself, for its gradient is one.
        /// </summary>
        Tensor SecondHandle()
        {
            if (Base is not null) return alias();
            if (GradFnField is null && requires_grad) return this;
            var result = new Tensor(Data);
            if (GradFnField is { } node) result.SetGradFn(node, OutputNr);
            return result;
        }

        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => to(new Device(device), copy, disposeAfter, non_blocking);

        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
            => to(new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);

        /// <summary>The tensor in another dtype and on another device.</summary>
        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            if (type == dtype) return to(device, copy, disposeAfter, non_blocking);
            var result = to(type, disposeAfter: disposeAfter);
            return device == result.device ? result : result.to(device);
        }

        /// <summary>The tensor in the dtype and on the device of another.</summary>
        public Tensor to(Tensor other, bool non_blocking = false) => to(other.dtype, other.device);

        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => to(type, copy, disposeAfter, non_blocking);

        public Tensor type(ScalarType dtype) => to(dtype);

        /// <summary>The tensor converted by one of the functions named after dtypes: <c>x.type(torch.FloatTensor)</c>.</summary>
        public Tensor type(Func<Tensor, Tensor> typeFunc) => typeFunc(this);

        public Tensor type_as(Tensor tensor) => to(tensor.dtype);

        public Tensor cpu() => to(Device.Cpu);
        public Tensor cuda(Device? device = null, bool non_blocking = false) => to(device ?? new Device(DeviceType.CUDA));

        public Tensor mps(bool non_blocking = false) => to(MPS);

        public Tensor @bool() => to(ScalarType.Bool);
        public Tensor @byte() => to(ScalarType.Byte);
        public Tensor @char() => to(ScalarType.Int8);
        public Tensor @short() => to(ScalarType.Int16);
        public Tensor @int() => to(ScalarType.Int32);
        public Tensor @long() => to(ScalarType.Int64);
        public Tensor half() => to(ScalarType.Float16);
        public Tensor bfloat16() => to(ScalarType.BFloat16);
        public Tensor @float() => to(ScalarType.Float32);
        public Tensor @double() => to(ScalarType.Float64);
        public Tensor cfloat() => to(ScalarType.ComplexFloat32);
        public Tensor cdouble() => to(ScalarType.ComplexFloat64);
    }
}
