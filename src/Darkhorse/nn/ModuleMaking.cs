using Darkhorse.Modules;

namespace Darkhorse;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>The device and dtype of new parameters.</summary>
            protected static (Device device, ScalarType dtype) GetDefaultDeviceAndType(Device? device = null, ScalarType? dtype = null)
                => (device ?? Device.Cpu, dtype ?? get_default_dtype());

            /// <summary>An uninitialised parameter.</summary>
            private protected static Parameter NewParameter(Device? device, ScalarType? dtype, params ReadOnlySpan<long> sizes)
                => new(empty(sizes, dtype, device));

            /// <summary>Uniform in [-1/sqrt(fan), 1/sqrt(fan)], fan being the inputs each output of the weight sees.</summary>
            private protected static void InitialiseBias(Parameter? bias, Tensor weight)
            {
                if (bias is null) return;
                long fan = init.CalculateFanInAndFanOut(weight).fanIn;
                double bound = fan > 0 ? 1 / Math.Sqrt(fan) : 0;
                init.uniform_(bias, -bound, bound);
            }
        }
    }
}
