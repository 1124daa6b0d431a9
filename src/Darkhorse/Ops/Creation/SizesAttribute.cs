namespace Darkhorse.Ops;

/// <summary>Marks the parameter that takes a tensor's sizes: the surface has overloads that take one to four of them as numbers.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class SizesAttribute : Attribute;

/// <summary>Marks lists of longs: the surface has overloads that take them as tuples of two to four.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TuplesAttribute : Attribute;
