global using Darkhorse.Modules;
global using Device = Darkhorse.torch.Device;
global using LRScheduler = Darkhorse.torch.optim.lr_scheduler.LRScheduler;
global using Module = Darkhorse.torch.nn.Module;
global using Optimizer = Darkhorse.torch.optim.Optimizer;
global using Tensor = Darkhorse.torch.Tensor;
