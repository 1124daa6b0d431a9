namespace Darkhorse.Ops;

/// <summary>Activation functions as torch.nn.functional has them, those that are torch functions and methods too.</summary>
static class ActivationOps
{
    /// <summary>max(x, 0) of each element.</summary>
    [Op("nn.functional.relu", Names = "x")]
    public static Tensor Relu(Tensor input, bool inplace = false)
        => inplace ? Elementwise.UnaryInPlace(new Relu(), input) : Elementwise.Unary(new Relu(), input);

    /// <summary>Each element held within [0, 6].</summary>
    [Op("nn.functional.relu6", Names = "x")]
    public static Tensor Relu6(Tensor input, bool inplace = false)
        => inplace ? Elementwise.UnaryInPlace(new Relu6(), input) : Elementwise.Unary(new Relu6(), input);

    [Op("relu6")]
    public static Tensor Relu6OfTensor(Tensor input) => Elementwise.Unary(new Relu6(), input);

    [Op("relu6_")]
    public static Tensor Relu6OfTensor_(Tensor input) => Elementwise.UnaryInPlace(new Relu6(), input);

    /// <summary>x, or negative_slope x below 0.</summary>
    [Op("nn.functional.leaky_relu")]
    public static Tensor LeakyRelu(Tensor input, double negative_slope = 0.01, bool inplace = false)
        => inplace ? Elementwise.UnaryInPlace(new LeakyRelu(negative_slope), input) : Elementwise.Unary(new LeakyRelu(negative_slope), input);

    /// <summary>x, or alpha (e^x - 1) below 0.</summary>
    [Op("nn.functional.elu", Names = "x")]
    public static Tensor Elu(Tensor input, double alpha = 1.0, bool inplace = false)
        => inplace ? Elementwise.UnaryInPlace(new Elu(alpha), input) : Elementwise.Unary(new Elu(alpha), input);

    [Op("elu")]
    public static Tensor EluOfTensor(Tensor input, double alpha = 1.0) => Elementwise.Unary(new Elu(alpha), input);

    [Op("elu_")]
    public static Tensor EluOfTensor_(Tensor input, double alpha = 1.0) => Elementwise.UnaryInPlace(new Elu(alpha), input);

    /// <summary>Self-normalising elu, with fixed alpha and scale.</summary>
    [Op("nn.functional.selu", Names = "x")]
    public static Tensor Selu(Tensor input, bool inplace = false)
        => inplace
            ? Elementwise.UnaryInPlace(new Elu(1.6732632423543772848170429916717, 1.0507009873554804934193349852946), input)
            : Elementwise.Unary(new Elu(1.6732632423543772848170429916717, 1.0507009873554804934193349852946), input);

    [Op("selu")]
    public static Tensor SeluOfTensor(Tensor input) => Elementwise.Unary(new Elu(1.6732632423543772848170429916717, 1.0507009873554804934193349852946), input);

    [Op("selu_")]
    public static Tensor SeluOfTensor_(Tensor input)
        => Elementwise.UnaryInPlace(new Elu(1.6732632423543772848170429916717, 1.0507009873554804934193349852946), input);

    /// <summary>x, or alpha (e^(x / alpha) - 1) below 0.</summary>
    [Op("nn.functional.celu", Names = "x")]
    public static Tensor Celu(Tensor input, double alpha = 1.0, bool inplace = false)
        => inplace
            ? Elementwise.UnaryInPlace(new Elu(CeluAlpha(alpha), 1, 1 / alpha), input)
            : Elementwise.Unary(new Elu(CeluAlpha(alpha), 1, 1 / alpha), input);

    /// <summary>x sigmoid(x) of each element.</summary>
    [Op("nn.functional.silu", Names = "x")]
    public static Tensor Silu(Tensor input, bool inplace = false)
        => inplace ? Elementwise.UnaryInPlace(new Silu(), input) : Elementwise.Unary(new Silu(), input);

    [Op("silu")]
    public static Tensor SiluOfTensor(Tensor input) => Elementwise.Unary(new Silu(), input);

    [Op("silu_")]
    public static Tensor SiluOfTensor_(Tensor input) => Elementwise.UnaryInPlace(new Silu(), input);

    /// <summary>x tanh(log(1 + e^x)) of each element.</summary>
    [Op("nn.functional.mish", Names = "x")]
    public static Tensor Mish(Tensor input, bool inplace = false)
        => inplace ? Elementwise.UnaryInPlace(new Mish(), input) : Elementwise.Unary(new Mish(), input);

    [Op("mish")]
    public static Tensor MishOfTensor(Tensor input) => Elementwise.Unary(new Mish(), input);

    [Op("mish_")]
    public static Tensor MishOfTensor_(Tensor input) => Elementwise.UnaryInPlace(new Mish(), input);

    /// <summary>log(1 + e^(beta x)) / beta, and x where beta x exceeds the threshold.</summary>
    [Op("nn.functional.softplus", Names = "x")]
    public static Tensor Softplus(Tensor input, double beta = 1.0, double threshold = 20.0) => Elementwise.Unary(new Softplus(beta, threshold), input);

    [Op("softplus", Variants.Method)]
    public static Tensor SoftplusOfTensor(Tensor input, double beta = 1.0, double threshold = 20.0) => Elementwise.Unary(new Softplus(beta, threshold), input);

    /// <summary>x / (1 + |x|) of each element.</summary>
    [Op("nn.functional.softsign", Names = "x")]
    public static Tensor Softsign(Tensor input, bool inplace = false)
        => inplace ? Elementwise.UnaryInPlace(new Softsign(), input) : Elementwise.Unary(new Softsign(), input);

    /// <summary>Each element held within [min_val, max_val].</summary>
    [Op("nn.functional.hardtanh", Names = "x")]
    public static Tensor Hardtanh(Tensor input, double min_val = -1.0, double max_val = 1.0, bool inplace = false)
        => inplace ? Elementwise.UnaryInPlace(new Hardtanh(min_val, max_val), input) : Elementwise.Unary(new Hardtanh(min_val, max_val), input);

    [Op("hardtanh")]
    public static Tensor HardtanhOfTensor(Tensor input, double min_val = -1.0, double max_val = 1.0)
        => Elementwise.Unary(new Hardtanh(min_val, max_val), input);

    [Op("hardtanh", Variants.Method)]
    public static Tensor HardtanhOfTensor(Tensor input, Scalar min, Scalar max) => Elementwise.Unary(new Hardtanh(min.ToDouble(), max.ToDouble()), input);

    [Op("hardtanh_", Variants.Method)]
    public static Tensor HardtanhOfTensor_(Tensor input, Scalar min, Scalar max) => Elementwise.UnaryInPlace(new Hardtanh(min.ToDouble(), max.ToDouble()), input);

    [Op("hardtanh_")]
    public static Tensor HardtanhOfTensor_(Tensor input, double min_val = -1.0, double max_val = 1.0)
        => Elementwise.UnaryInPlace(new Hardtanh(min_val, max_val), input);

    /// <summary>(x + 3) / 6 held within [0, 1].</summary>
    [Op("nn.functional.hardsigmoid")]
    public static Tensor Hardsigmoid(Tensor input, bool inplace = false)
        => inplace ? Elementwise.UnaryInPlace(new Hardsigmoid(), input) : Elementwise.Unary(new Hardsigmoid(), input);

    [Op("hardsigmoid")]
    public static Tensor HardsigmoidOfTensor(Tensor input) => Elementwise.Unary(new Hardsigmoid(), input);

    [Op("hardsigmoid_")]
    public static Tensor HardsigmoidOfTensor_(Tensor input) => Elementwise.UnaryInPlace(new Hardsigmoid(), input);

    /// <summary>x hardsigmoid(x) of each element.</summary>
    [Op("nn.functional.hardswish")]
    public static Tensor Hardswish(Tensor input, bool inplace = false)
        => inplace ? Elementwise.UnaryInPlace(new Hardswish(), input) : Elementwise.Unary(new Hardswish(), input);

    [Op("hardswish")]
    public static Tensor HardswishOfTensor(Tensor input) => Elementwise.Unary(new Hardswish(), input);

    [Op("hardswish_")]
    public static Tensor HardswishOfTensor_(Tensor input) => Elementwise.UnaryInPlace(new Hardswish(), input);

    /// <summary>x, but 0 within [-lambda, lambda].</summary>
    [Op("nn.functional.hardshrink", Names = "x")]
    public static Tensor Hardshrink(Tensor input, double lambda = 0.5) => Elementwise.Unary(new Hardshrink(lambda), input);

    [Op("hardshrink", Variants.Method)]
    public static Tensor HardshrinkOfTensor(Tensor input, double lambda = 0.5) => Elementwise.Unary(new Hardshrink(lambda), input);

    /// <summary>x moved towards 0 by lambda, and 0 within [-lambda, lambda].</summary>
    [Op("nn.functional.softshrink", Names = "x")]
    public static Tensor Softshrink(Tensor input, double lambda = 0.5) => Elementwise.Unary(new Softshrink(NotNegative(lambda)), input);

    [Op("softshrink", Variants.Method)]
    public static Tensor SoftshrinkOfTensor(Tensor input, double lambda = 0.5) => Elementwise.Unary(new Softshrink(NotNegative(lambda)), input);

    /// <summary>x - tanh(x) of each element.</summary>
    [Op("nn.functional.tanhshrink", Names = "x")]
    public static Tensor Tanhshrink(Tensor input, bool inplace = false)
        => inplace ? Elementwise.UnaryInPlace(new Tanhshrink(), input) : Elementwise.Unary(new Tanhshrink(), input);

    /// <summary>log(sigmoid(x)) of each element, without overflow.</summary>
    [Op("nn.functional.logsigmoid", Names = "x")]
    public static Tensor LogSigmoid(Tensor input) => Elementwise.Unary(new LogSigmoid(), input);

    [Op("log_sigmoid")]
    public static Tensor LogSigmoidOfTensor(Tensor input) => Elementwise.Unary(new LogSigmoid(), input);

    /// <summary>x where it is above the threshold, else a value.</summary>
    [Op("nn.functional.threshold", Names = "x")]
    public static Tensor Threshold(Tensor input, double threshold, double value, bool inplace = false)
        => inplace ? Elementwise.UnaryInPlace(new Threshold(threshold, value), input) : Elementwise.Unary(new Threshold(threshold, value), input);

    /// <summary>The logistic function of each element.</summary>
    [Op("nn.functional.sigmoid", Names = "x")]
    public static Tensor Sigmoid(Tensor input, bool inplace = false)
        => inplace ? Elementwise.UnaryInPlace(new Sigmoid(), input) : Elementwise.Unary(new Sigmoid(), input);

    /// <summary>The hyperbolic tangent of each element.</summary>
    [Op("nn.functional.tanh", Names = "x")]
    public static Tensor Tanh(Tensor input, bool inplace = false)
        => inplace ? Elementwise.UnaryInPlace(new Tanh(), input) : Elementwise.Unary(new Tanh(), input);

    [Op("threshold")]
    public static Tensor ThresholdOfTensor(Tensor input, Scalar threshold, Scalar value) => Elementwise.Unary(new Threshold(threshold, value), input);

    [Op("threshold_")]
    public static Tensor ThresholdOfTensor_(Tensor input, Scalar threshold, Scalar value) => Elementwise.UnaryInPlace(new Threshold(threshold, value), input);

    [Op("leaky_relu")]
    public static Tensor LeakyReluOfTensor(Tensor input, Scalar negative_slope) => Elementwise.Unary(new LeakyRelu(negative_slope.ToReal()), input);

    [Op("leaky_relu_")]
    public static Tensor LeakyReluOfTensor_(Tensor input, Scalar negative_slope) => Elementwise.UnaryInPlace(new LeakyRelu(negative_slope.ToReal()), input);

    [Op("elu")]
    public static Tensor EluOfTensor(Tensor input, Scalar alpha, Scalar scale, Scalar input_scale)
        => Elementwise.Unary(new Elu(alpha.ToReal(), scale.ToReal(), input_scale.ToReal()), input);

    [Op("elu_")]
    public static Tensor EluOfTensor_(Tensor input, Scalar alpha, Scalar scale, Scalar input_scale)
        => Elementwise.UnaryInPlace(new Elu(alpha.ToReal(), scale.ToReal(), input_scale.ToReal()), input);

    [Op("celu")]
    public static Tensor CeluOfTensor(Tensor input) => Celu(input);

    [Op("celu")]
    public static Tensor CeluOfTensor(Tensor input, Scalar alpha) => Celu(input, alpha.ToReal());

    [Op("celu_")]
    public static Tensor CeluOfTensor_(Tensor input) => Celu(input, 1.0, inplace: true);

    [Op("celu_")]
    public static Tensor CeluOfTensor_(Tensor input, Scalar alpha) => Celu(input, alpha.ToReal(), inplace: true);

    /// <summary>x times the normal distribution function of x, exactly or by its tanh approximation.</summary>
    [Op("nn.functional.gelu", Names = "x")]
    public static Tensor Gelu(Tensor input, Modules.GELU.Approximate approximate = Modules.GELU.Approximate.none, bool inplace = false)
        => (approximate, inplace) switch
    {
        (Modules.GELU.Approximate.tanh, false) => Elementwise.Unary(new GeluTanh(), input),
        (Modules.GELU.Approximate.tanh, true) => Elementwise.UnaryInPlace(new GeluTanh(), input),
        (_, false) => Elementwise.Unary(new GeluExact(), input),
        _ => Elementwise.UnaryInPlace(new GeluExact(), input),
    };

    [Op("nn.functional.gelu", Names = "x")]
    public static Tensor Gelu(Tensor input, bool inplace) => Gelu(input, Modules.GELU.Approximate.none, inplace);

    [Op("gelu", Variants.Method)]
    public static Tensor GeluOfTensor(Tensor input) => Gelu(input);

    [Op("gelu", Variants.Method)]
    public static Tensor GeluOfTensor(Tensor input, Modules.GELU.Approximate approximate) => Gelu(input, approximate);

    [Op("gelu_", Variants.Method)]
    public static Tensor GeluOfTensor_(Tensor input) => Gelu(input, Modules.GELU.Approximate.none, inplace: true);

    [Op("gelu_", Variants.Method)]
    public static Tensor GeluOfTensor_(Tensor input, Modules.GELU.Approximate approximate) => Gelu(input, approximate, inplace: true);

    static double CeluAlpha(double alpha) => alpha == 0 ? throw new InvalidOperationException("ZeroDivisionError: alpha cannot be 0 for CELU") : alpha;

    static double NotNegative(double lambda)
        => lambda < 0 ? throw new InvalidOperationException($"lambda must be greater or equal to 0, but found to be {lambda}.") : lambda;
}
