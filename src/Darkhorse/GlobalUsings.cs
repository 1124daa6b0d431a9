global using Darkhorse.Kernels.Iteration;
global using Darkhorse.Kernels.Lanes;
global using Darkhorse.Kernels.Numbers;
global using Device = Darkhorse.torch.Device;
global using Tensor = Darkhorse.torch.Tensor;
