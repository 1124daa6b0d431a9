using System.Numerics;
using Darkhorse.Kernels.Iteration;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.OfLanes;

/// <summary>A function under test, over any lanes.</summary>
interface IFunction
{
    static abstract V Of<V>(V x) where V : struct, ILanes<V>;
}

static class Functions
{
    public struct Exp : IFunction { public static V Of<V>(V x) where V : struct, ILanes<V> => V.Exp(x); }
    public struct Expm1 : IFunction { public static V Of<V>(V x) where V : struct, ILanes<V> => V.Expm1(x); }
    public struct Exp2 : IFunction { public static V Of<V>(V x) where V : struct, ILanes<V> => LaneMath.Exp2(x); }
    public struct Log : IFunction { public static V Of<V>(V x) where V : struct, ILanes<V> => V.Log(x); }
    public struct Log2 : IFunction { public static V Of<V>(V x) where V : struct, ILanes<V> => LaneMath.Log2(x); }
    public struct Log10 : IFunction { public static V Of<V>(V x) where V : struct, ILanes<V> => LaneMath.Log10(x); }
    public struct Log1p : IFunction { public static V Of<V>(V x) where V : struct, ILanes<V> => V.Log1p(x); }
    public struct Sin : IFunction { public static V Of<V>(V x) where V : struct, ILanes<V> => V.Sin(x); }
    public struct Cos : IFunction { public static V Of<V>(V x) where V : struct, ILanes<V> => V.Cos(x); }
    public struct Tan : IFunction { public static V Of<V>(V x) where V : struct, ILanes<V> => V.Tan(x); }
    public struct Atan : IFunction { public static V Of<V>(V x) where V : struct, ILanes<V> => V.Atan(x); }
    public struct Asin : IFunction { public static V Of<V>(V x) where V : struct, ILanes<V> => V.Asin(x); }
    public struct Acos : IFunction { public static V Of<V>(V x) where V : struct, ILanes<V> => V.Acos(x); }
    public struct Sinh : IFunction { public static V Of<V>(V x) where V : struct, ILanes<V> => V.Sinh(x); }
    public struct Cosh : IFunction { public static V Of<V>(V x) where V : struct, ILanes<V> => V.Cosh(x); }
    public struct Tanh : IFunction { public static V Of<V>(V x) where V : struct, ILanes<V> => V.Tanh(x); }
    public struct Asinh : IFunction { public static V Of<V>(V x) where V : struct, ILanes<V> => V.Asinh(x); }
    public struct Acosh : IFunction { public static V Of<V>(V x) where V : struct, ILanes<V> => V.Acosh(x); }
    public struct Atanh : IFunction { public static V Of<V>(V x) where V : struct, ILanes<V> => V.Atanh(x); }
    public struct Erf : IFunction { public static V Of<V>(V x) where V : struct, ILanes<V> => V.Erf(x); }
    public struct Erfc : IFunction { public static V Of<V>(V x) where V : struct, ILanes<V> => LaneMath.Erfc(x); }

    public static void Visit<TVisitor>(ref TVisitor visitor) where TVisitor : IFunctionVisitor
    {
        visitor.Visit<Exp>("Exp");
        visitor.Visit<Expm1>("Expm1");
        visitor.Visit<Exp2>("Exp2");
        visitor.Visit<Log>("Log");
        visitor.Visit<Log2>("Log2");
        visitor.Visit<Log10>("Log10");
        visitor.Visit<Log1p>("Log1p");
        visitor.Visit<Sin>("Sin");
        visitor.Visit<Cos>("Cos");
        visitor.Visit<Tan>("Tan");
        visitor.Visit<Atan>("Atan");
        visitor.Visit<Asin>("Asin");
        visitor.Visit<Acos>("Acos");
        visitor.Visit<Sinh>("Sinh");
        visitor.Visit<Cosh>("Cosh");
        visitor.Visit<Tanh>("Tanh");
        visitor.Visit<Asinh>("Asinh");
        visitor.Visit<Acosh>("Acosh");
        visitor.Visit<Atanh>("Atanh");
        visitor.Visit<Erf>("Erf");
        visitor.Visit<Erfc>("Erfc");
    }
}

interface IFunctionVisitor
{
    void Visit<F>(string name) where F : struct, IFunction;
}
