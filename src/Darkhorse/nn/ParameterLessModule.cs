using static Darkhorse.torch.nn;

namespace Darkhorse.Modules;

/// <summary>A module that has nothing to learn.</summary>
public interface IParameterLessModule;

/// <summary>A module without parameters, buffers and parts.</summary>
public abstract class ParameterLessModule<T1, TResult>(string name) : Module<T1, TResult>(name), IParameterLessModule;

/// <summary>A module without parameters, buffers and parts.</summary>
public abstract class ParameterLessModule<T1, T2, TResult>(string name) : Module<T1, T2, TResult>(name), IParameterLessModule;

/// <summary>A module without parameters, buffers and parts.</summary>
public abstract class ParameterLessModule<T1, T2, T3, TResult>(string name) : Module<T1, T2, T3, TResult>(name), IParameterLessModule;

/// <summary>A module without parameters, buffers and parts.</summary>
public abstract class ParameterLessModule<T1, T2, T3, T4, TResult>(string name) : Module<T1, T2, T3, T4, TResult>(name), IParameterLessModule;

/// <summary>A module without parameters, buffers and parts.</summary>
public abstract class ParameterLessModule<T1, T2, T3, T4, T5, TResult>(string name) : Module<T1, T2, T3, T4, T5, TResult>(name), IParameterLessModule;

/// <summary>A module without parameters, buffers and parts.</summary>
public abstract class ParameterLessModule<T1, T2, T3, T4, T5, T6, TResult>(string name) : Module<T1, T2, T3, T4, T5, T6, TResult>(name), IParameterLessModule;
