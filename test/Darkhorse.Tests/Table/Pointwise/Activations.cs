using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class Activations
{
    static Row Relu => Of.One("nn.functional.relu", x => nn.functional.relu(x), DTypes.Reals, inPlace: x => nn.functional.relu(x, inplace: true),
        reference: x => Math.Max(x, 0), low: -2.9, high: 2.8);

    static Row Relu6 => Of.One("nn.functional.relu6", x => nn.functional.relu6(x), DTypes.Reals, inPlace: x => nn.functional.relu6(x, inplace: true),
        reference: x => Math.Clamp(x, 0, 6), low: -2.9, high: 2.8, aliases: ["relu6"]);

    static Row LeakyRelu => Of.One("nn.functional.leaky_relu", x => nn.functional.leaky_relu(x, 0.2), DTypes.Floats,
        inPlace: x => nn.functional.leaky_relu(x, 0.2, inplace: true), reference: x => x > 0 ? x : 0.2 * x, low: -2.9, high: 2.8, aliases: ["leaky_relu"]);

    static Row Elu => Of.One("nn.functional.elu", x => nn.functional.elu(x, 0.7), DTypes.Floats, inPlace: x => nn.functional.elu(x, 0.7, inplace: true),
        reference: x => x > 0 ? x : 0.7 * (Math.Exp(x) - 1), low: -2.9, high: 2.8, aliases: ["elu"]);

    static Row Selu => Of.One("nn.functional.selu", x => nn.functional.selu(x), DTypes.Floats, inPlace: x => nn.functional.selu(x, inplace: true),
        reference: x => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.Exp(x) - 1)), low: -2.9, high: 2.8, aliases: ["selu"]);

    static Row Celu => Of.One("nn.functional.celu", x => nn.functional.celu(x, 1.3), DTypes.Floats, inPlace: x => nn.functional.celu(x, 1.3, inplace: true),
        reference: x => x > 0 ? x : 1.3 * (Math.Exp(x / 1.3) - 1), low: -2.9, high: 2.8, aliases: ["celu"]);

    static Row Silu => Of.One("nn.functional.silu", x => nn.functional.silu(x), DTypes.Fields, inPlace: x => nn.functional.silu(x, inplace: true),
        reference: x => x / (1 + Math.Exp(-x)), low: -2.9, high: 2.8, aliases: ["silu"]);

    static Row Mish => Of.One("nn.functional.mish", x => nn.functional.mish(x), DTypes.Floats, inPlace: x => nn.functional.mish(x, inplace: true),
        reference: x => x * Math.Tanh(Math.Log(1 + Math.Exp(x))), low: -2.9, high: 2.8, aliases: ["mish"]);

    static Row Softplus => Of.One("nn.functional.softplus", x => nn.functional.softplus(x, 2, 20), DTypes.Floats,
        reference: x => Math.Log(1 + Math.Exp(2 * x)) / 2, low: -2.9, high: 2.8, aliases: ["softplus"]);

    static Row Softsign => Of.One("nn.functional.softsign", x => nn.functional.softsign(x), DTypes.Floats,
        inPlace: x => nn.functional.softsign(x, inplace: true), reference: x => x / (1 + Math.Abs(x)), low: -2.9, high: 2.8);

    static Row Hardtanh => Of.One("nn.functional.hardtanh", x => nn.functional.hardtanh(x, -1.25, 1.25), DTypes.Reals,
        inPlace: x => nn.functional.hardtanh(x, -1.25, 1.25, inplace: true), reference: x => Math.Clamp(x, -1.25, 1.25), low: -2.9, high: 2.8,
        aliases: ["hardtanh"]);

    static Row Hardsigmoid => Of.One("nn.functional.hardsigmoid", x => nn.functional.hardsigmoid(x), DTypes.Floats,
        inPlace: x => nn.functional.hardsigmoid(x, inplace: true), reference: x => Math.Clamp((x + 3) / 6, 0, 1), low: -2.9, high: 2.8,
        aliases: ["hardsigmoid"]);

    static Row Hardswish => Of.One("nn.functional.hardswish", x => nn.functional.hardswish(x), DTypes.Floats,
        inPlace: x => nn.functional.hardswish(x, inplace: true), reference: x => x * Math.Clamp((x + 3) / 6, 0, 1), low: -2.9, high: 2.8,
        aliases: ["hardswish"]);

    static Row Hardshrink => Of.One("nn.functional.hardshrink", x => nn.functional.hardshrink(x, 0.55), DTypes.Floats,
        reference: x => Math.Abs(x) <= 0.55 ? 0 : x, low: -2.9, high: 2.8, aliases: ["hardshrink"]);

    static Row Softshrink => Of.One("nn.functional.softshrink", x => nn.functional.softshrink(x, 0.55), DTypes.Floats,
        reference: x => x > 0.55 ? x - 0.55 : x < -0.55 ? x + 0.55 : 0, low: -2.9, high: 2.8, aliases: ["softshrink"]);

    static Row Tanhshrink => Of.One("nn.functional.tanhshrink", x => nn.functional.tanhshrink(x), DTypes.Floats,
        inPlace: x => nn.functional.tanhshrink(x, inplace: true), reference: x => x - Math.Tanh(x), low: -2.9, high: 2.8);

    static Row Logsigmoid => Of.One("nn.functional.logsigmoid", x => nn.functional.logsigmoid(x), DTypes.Floats, reference: x => -Math.Log(1 + Math.Exp(-x)),
        low: -2.9, high: 2.8, aliases: ["log_sigmoid"]);

    static Row Threshold => Of.One("nn.functional.threshold", x => nn.functional.threshold(x, 0.15, 7), DTypes.Reals,
        inPlace: x => nn.functional.threshold(x, 0.15, 7, inplace: true), reference: x => x > 0.15 ? x : 7, low: -2.9, high: 2.8, aliases: ["threshold"]);

    static Row Gelu => Of.One("nn.functional.gelu", x => nn.functional.gelu(x), DTypes.Floats, inPlace: x => nn.functional.gelu(x, inplace: true),
        reference: x => x * (0.5 + 0.5 * Reference.Erf(x / Math.Sqrt(2))), low: -2.9, high: 2.8, aliases: ["gelu"]);

    static Row Sigmoid => Of.One("nn.functional.sigmoid", x => nn.functional.sigmoid(x), DTypes.All, inPlace: x => nn.functional.sigmoid(x, inplace: true),
        reference: x => 1 / (1 + Math.Exp(-x)), low: -2.9, high: 2.8);

    static Row Tanh => Of.One("nn.functional.tanh", x => nn.functional.tanh(x), DTypes.All, inPlace: x => nn.functional.tanh(x, inplace: true),
        reference: Math.Tanh, low: -2.9, high: 2.8);
}
