namespace Darkhorse;

/// <summary>The kinds of devices that a tensor can live on. The numbers are PyTorch's.</summary>
public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
    META = 14,
}
