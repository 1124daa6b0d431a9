using Darkhorse.Kernels.Lanes.Special;

namespace Darkhorse.Ops;

/// <summary>Special functions as the lanes call them, element by element.</summary>
static class SpecialElements
{
    public readonly struct LogGamma : IElementFunction
    {
        public static string Name => "lgammaf";
        public static double Of(double x) => Gammas.LogGamma(x);
        public static double Slope(double x) => Gammas.Digamma(x);
    }

    public readonly struct Digamma : IElementFunction
    {
        public static string Name => "dh_digammaf";
        public static double Of(double x) => Gammas.Digamma(x);
        public static double Slope(double x) => Gammas.Polygamma(1, x);
    }

    public readonly struct ErfInverse : IElementFunction
    {
        public static string Name => "erfinvf";
        public static double Of(double x) => Normals.ErfInverse(x);
        public static double Slope(double x) => 0.88622692545275801365 * Math.Exp(Math.Pow(Normals.ErfInverse(x), 2));
    }

    public readonly struct NormalQuantile : IElementFunction
    {
        public static string Name => "normcdfinvf";
        public static double Of(double x) => Normals.NormalQuantile(x);
        public static double Slope(double x) => 2.50662827463100050242 * Math.Exp(Math.Pow(Normals.NormalQuantile(x), 2) / 2);
    }

    public readonly struct I0 : IElementFunction
    {
        public static string Name => "dh_i0f";
        public static double Of(double x) => Bessels.I0(x);
        public static double Slope(double x) => Bessels.I1(x);
    }

    public readonly struct I1 : IElementFunction
    {
        public static string Name => "dh_i1f";
        public static double Of(double x) => Bessels.I1(x);
        public static double Slope(double x) => x == 0 ? 0.5 : Bessels.I0(x) - Bessels.I1(x) / x;
    }

    public readonly struct I0Scaled : IElementFunction
    {
        public static string Name => "dh_i0scaledf";
        public static double Of(double x) => Bessels.I0Scaled(x);
        public static double Slope(double x) => Bessels.I1Scaled(x) - Math.Sign(x) * Bessels.I0Scaled(x);
    }

    public readonly struct I1Scaled : IElementFunction
    {
        public static string Name => "dh_i1scaledf";
        public static double Of(double x) => Bessels.I1Scaled(x);
        public static double Slope(double x) => x == 0 ? 0.5 : Bessels.I0Scaled(x) - Bessels.I1Scaled(x) * (Math.Sign(x) + 1 / x);
    }

    public readonly struct K0 : IElementFunction
    {
        public static string Name => "dh_k0f";
        public static double Of(double x) => Bessels.K0(x);
        public static double Slope(double x) => double.NaN;
    }

    public readonly struct K1 : IElementFunction
    {
        public static string Name => "dh_k1f";
        public static double Of(double x) => Bessels.K1(x);
        public static double Slope(double x) => double.NaN;
    }

    public readonly struct K0Scaled : IElementFunction
    {
        public static string Name => "dh_k0scaledf";
        public static double Of(double x) => Bessels.K0Scaled(x);
        public static double Slope(double x) => double.NaN;
    }

    public readonly struct K1Scaled : IElementFunction
    {
        public static string Name => "dh_k1scaledf";
        public static double Of(double x) => Bessels.K1Scaled(x);
        public static double Slope(double x) => double.NaN;
    }

    public readonly struct J0 : IElementFunction
    {
        public static string Name => "dh_j0f";
        public static double Of(double x) => Bessels.J0(x);
        public static double Slope(double x) => double.NaN;
    }

    public readonly struct J1 : IElementFunction
    {
        public static string Name => "dh_j1f";
        public static double Of(double x) => Bessels.J1(x);
        public static double Slope(double x) => double.NaN;
    }

    public readonly struct Y0 : IElementFunction
    {
        public static string Name => "dh_y0f";
        public static double Of(double x) => Bessels.Y0(x);
        public static double Slope(double x) => double.NaN;
    }

    public readonly struct Y1 : IElementFunction
    {
        public static string Name => "dh_y1f";
        public static double Of(double x) => Bessels.Y1(x);
        public static double Slope(double x) => double.NaN;
    }

    public readonly struct SphericalJ0 : IElementFunction
    {
        public static string Name => "dh_sphericalj0f";
        public static double Of(double x) => Bessels.SphericalJ0(x);
        public static double Slope(double x) => double.NaN;
    }

    public readonly struct AiryAi : IElementFunction
    {
        public static string Name => "dh_airyaif";
        public static double Of(double x) => Bessels.AiryAi(x);
        public static double Slope(double x) => double.NaN;
    }

    public readonly struct Trigamma : IElementFunction
    {
        public static string Name => "dh_trigammaf";
        public static double Of(double x) => Gammas.Polygamma(1, x);
        public static double Slope(double x) => Gammas.Polygamma(2, x);
    }
}
