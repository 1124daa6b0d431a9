namespace Darkhorse.Ops;

/// <summary>Marks the parameter that takes a tensor's sizes: the surface has overloads that take one to four of them as numbers.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class SizesAttribute : Attribute;
