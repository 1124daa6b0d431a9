namespace Darkhorse.Kernels.Lanes;

/// <summary>The elementary functions of complex numbers, by those of their parts. Cuts and signs as C's Annex G has them.</summary>
public readonly partial struct ComplexLanes<R>
{
    public static ComplexLanes<R> Exp(ComplexLanes<R> a)
    {
        R e = R.Exp(a.Real);
        R real = R.Equal(a.Imaginary, R.Zero);
        return new(R.Select(real, e, e * R.Cos(a.Imaginary)), R.Select(real, a.Imaginary, e * R.Sin(a.Imaginary)));
    }

    public static ComplexLanes<R> Log(ComplexLanes<R> a) => new(R.Log(Modulus(a)), LaneMath.Atan2(a.Imaginary, a.Real));

    /// <summary>e^z - 1 = (expm1(x) cos y - 2 sin^2(y/2)) + i e^x sin y: no cancellation near 0.</summary>
    public static ComplexLanes<R> Expm1(ComplexLanes<R> a)
    {
        R s = R.Sin(a.Imaginary * R.Const(0.5));
        return new(R.Expm1(a.Real) * R.Cos(a.Imaginary) - R.Const(2) * s * s, R.Exp(a.Real) * R.Sin(a.Imaginary));
    }

    /// <summary>log(1 + z); near 0 the modulus through log1p of |1 + z|^2 - 1.</summary>
    public static ComplexLanes<R> Log1p(ComplexLanes<R> a)
    {
        ComplexLanes<R> one = new(a.Real + R.One, a.Imaginary);
        R near = R.Const(0.5) * R.Log1p(R.MulAdd(a.Real, a.Real + R.Const(2), a.Imaginary * a.Imaginary));
        R small = R.Less(R.Abs(a.Real), R.Const(0.5)) & R.Less(R.Abs(a.Imaginary), R.Const(0.5));
        return new(R.Select(small, near, R.Log(Modulus(one))), LaneMath.Atan2(a.Imaginary, one.Real));
    }

    public static ComplexLanes<R> Sin(ComplexLanes<R> a)
        => new(R.Sin(a.Real) * R.Cosh(a.Imaginary), R.Cos(a.Real) * R.Sinh(a.Imaginary));

    public static ComplexLanes<R> Cos(ComplexLanes<R> a)
        => new(R.Cos(a.Real) * R.Cosh(a.Imaginary), -(R.Sin(a.Real) * R.Sinh(a.Imaginary)));

    public static ComplexLanes<R> Sinh(ComplexLanes<R> a)
        => new(R.Sinh(a.Real) * R.Cos(a.Imaginary), R.Cosh(a.Real) * R.Sin(a.Imaginary));

    public static ComplexLanes<R> Cosh(ComplexLanes<R> a)
        => new(R.Cosh(a.Real) * R.Cos(a.Imaginary), R.Sinh(a.Real) * R.Sin(a.Imaginary));

    /// <summary>tanh(x + iy) = (sinh 2x + i sin 2y) / (cosh 2x + cos 2y); beyond |x| = 20 the real part is ±1.</summary>
    public static ComplexLanes<R> Tanh(ComplexLanes<R> a)
    {
        R x = a.Real + a.Real, y = a.Imaginary + a.Imaginary;
        R d = R.Cosh(x) + R.Cos(y);
        R far = R.Greater(R.Abs(a.Real), R.Const(20));
        return new(R.Select(far, R.CopySign(R.One, a.Real), R.Sinh(x) / d), R.Select(far, R.Zero, R.Sin(y) / d));
    }

    /// <summary>tan z = -i tanh(iz).</summary>
    public static ComplexLanes<R> Tan(ComplexLanes<R> a)
    {
        var t = Tanh(new(-a.Imaginary, a.Real));
        return new(t.Imaginary, -t.Real);
    }

    public static ComplexLanes<R> Pow(ComplexLanes<R> a, ComplexLanes<R> b)
    {
        var zero = Equal(a, default);
        return Select(Equal(b, default), Const(1), Select(zero, default, Exp(b * Log(a))));
    }

    public static ComplexLanes<R> Asin(ComplexLanes<R> a)
    {
        R side = InverseSineParts(a, out R imaginary);
        return new(LaneMath.Atan2(a.Real, side), R.CopySign(imaginary, a.Imaginary));
    }

    public static ComplexLanes<R> Acos(ComplexLanes<R> a)
    {
        R side = InverseSineParts(a, out R imaginary);
        return new(LaneMath.Atan2(side, a.Real), -R.CopySign(imaginary, a.Imaginary));
    }

    /// <summary>asinh z = -i asin(iz).</summary>
    public static ComplexLanes<R> Asinh(ComplexLanes<R> a)
    {
        var s = Asin(new(-a.Imaginary, a.Real));
        return new(s.Imaginary, -s.Real);
    }

    /// <summary>acosh z = ±i acos z, the real part not negative.</summary>
    public static ComplexLanes<R> Acosh(ComplexLanes<R> a)
    {
        var c = Acos(a);
        return new(R.Abs(c.Imaginary), R.CopySign(c.Real, a.Imaginary));
    }

    /// <summary>atanh(x + iy) = log1p(4x / ((1 - x)^2 + y^2)) / 4 + i atan2(2y, (1 - x)(1 + x) - y^2) / 2.</summary>
    public static ComplexLanes<R> Atanh(ComplexLanes<R> a)
    {
        R x = R.Abs(a.Real), y = a.Imaginary;
        R left = R.One - x;
        R real = R.Const(0.25) * R.Log1p(R.Const(4) * x / R.MulAdd(left, left, y * y));
        R imaginary = R.Const(0.5) * LaneMath.Atan2(y + y, left * (R.One + x) - y * y);
        return new(R.CopySign(real, a.Real), imaginary);
    }

    /// <summary>atan z = -i atanh(iz).</summary>
    public static ComplexLanes<R> Atan(ComplexLanes<R> a)
    {
        var t = Atanh(new(-a.Imaginary, a.Real));
        return new(t.Imaginary, -t.Real);
    }

    /// <summary>
    /// What asin and acos share: tan of the real part of asin is x / side, of acos side / x; and the modulus of the imaginary part.
    /// Hull, Fairgrieve and Tang, ACM TOMS 23 (1997).
    /// </summary>
    static R InverseSineParts(ComplexLanes<R> a, out R imaginary)
    {
        R x = R.Abs(a.Real), y = R.Abs(a.Imaginary), half = R.Const(0.5);
        R right = x + R.One, left = x - R.One, square = y * y;
        R r = Modulus(new(right, y)), s = Modulus(new(left, y));
        R mean = half * (r + s), sum = mean + x, inside = R.LessOrEqual(x, R.One);
        R byRight = square / (r + right);
        R atZero = R.Equal(y, R.Zero);
        R byLeft = R.Select(inside, R.Select(atZero, R.Zero, square / (s - left)), s + left);
        R excess = half * (byRight + byLeft); // mean - 1
        R near = R.Log1p(excess + R.Sqrt(excess * (mean + R.One))), far = R.Log(mean + R.Sqrt(mean * mean - R.One));
        imaginary = R.Select(R.Less(mean, R.Const(1.5)), near, far);
        R huge = R.Greater(mean, R.Const(R.Precision == 24 ? 1e15 : 1e150));
        imaginary = R.Select(huge, R.Log(mean) + R.Const(0.69314718055994530942), imaginary);
        R sideInside = R.Sqrt(half * sum * (byRight + (s - left)));
        R sideOutside = R.Select(atZero, R.Zero, y * R.Sqrt(half * (sum / (r + right) + sum / (s + left))));
        return R.Select(huge, y, R.Select(inside, sideInside, sideOutside));
    }
}
