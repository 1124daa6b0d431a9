using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Darkhorse.IO;
using Darkhorse.Memory;

namespace Darkhorse;

public static partial class torch
{
    /// <summary>A tensor over the memory of another library; see <see cref="utils.dlpack.from_dlpack(utils.dlpack.Capsule)"/>.</summary>
    public static Tensor from_dlpack(utils.dlpack.Capsule ext_tensor) => utils.dlpack.from_dlpack(ext_tensor);

    /// <summary>A capsule with the tensor's memory; see <see cref="utils.dlpack.to_dlpack"/>.</summary>
    public static utils.dlpack.Capsule to_dlpack(Tensor tensor, bool versioned = false) => utils.dlpack.to_dlpack(tensor, versioned);

    public static partial class utils
    {
        /// <summary>Tensors exchanged with other libraries without a copy, by the DLPack protocol. Memory on the host only.</summary>
        public static unsafe class dlpack
        {
            // Indexed by DLPack's code of a type: Int, UInt, Float, OpaqueHandle, Bfloat, Complex, Bool.
            static readonly string[] s_codes = ["Int", "UInt", "Float", "OpaqueHandle", "Bfloat", "Complex", "Bool"];

            /// <summary>
            /// The memory of a tensor as a DLPack struct. The struct keeps the memory alive until its deleter is called: by the library that takes it over
            /// (<see cref="Capsule.Release"/>), else by the capsule.
            /// </summary>
            /// <param name="tensor">In host memory; strides are kept.</param>
            /// <param name="versioned">Whether the struct is a DLManagedTensorVersioned (DLPack 1.0), else a DLManagedTensor.</param>
            /// <exception cref="InvalidOperationException">The tensor requires grad, or lies on another device.</exception>
            public static Capsule to_dlpack(Tensor tensor, bool versioned = false)
            {
                if (tensor.requires_grad) throw new InvalidOperationException("Can't export tensors that require gradient, use tensor.detach()");
                if (tensor.device_type != DeviceType.CPU) throw new InvalidOperationException($"Cannot pack tensors on {tensor.device}");
                return new(versioned ? (nint)ExportVersioned(tensor) : (nint)Export(tensor), versioned);
            }

            /// <summary>A tensor over the memory of a capsule, which it takes over: the deleter is called when no tensor on the memory is left.</summary>
            /// <exception cref="InvalidOperationException">The capsule was consumed before, or no tensor can be over its memory.</exception>
            public static Tensor from_dlpack(Capsule ext_tensor)
            {
                var result = Import(ext_tensor.Pointer, ext_tensor.IsVersioned, out var owner);
                ext_tensor.Release();
                owner.TakeOver();
                return result;
            }

            /// <summary>A tensor over the memory that a struct of another library describes: a DLManagedTensor, or a DLManagedTensorVersioned. It calls the struct's deleter, once.</summary>
            /// <exception cref="InvalidOperationException">No tensor can be over that memory; the struct is then still the caller's.</exception>
            public static Tensor from_dlpack(nint managedTensor, bool versioned = false)
            {
                var result = Import(managedTensor, versioned, out var owner);
                owner.TakeOver();
                return result;
            }

            /// <summary>A DLPack struct that nobody has taken over yet. Like Python's capsule of the name "dltensor" it calls the deleter if that stays so.</summary>
            public sealed class Capsule : IDisposable
            {
                nint _pointer;

                /// <param name="managedTensor">A DLManagedTensor, or a DLManagedTensorVersioned, of any library.</param>
                /// <param name="isVersioned">Which of them.</param>
                public Capsule(nint managedTensor, bool isVersioned) => (_pointer, IsVersioned) = (managedTensor, isVersioned);

                public bool IsVersioned { get; }

                /// <summary>The struct's address; the capsule keeps it.</summary>
                /// <exception cref="InvalidOperationException">It was taken over before.</exception>
                public nint Pointer => _pointer != 0 ? _pointer : throw new InvalidOperationException("DLTensor capsule can be consumed only once, so you might have already constructed a tensor from it once.");

                /// <summary>Hands the struct over: whoever takes it has to call its deleter.</summary>
                /// <exception cref="InvalidOperationException">It was taken over before.</exception>
                public nint Release()
                {
                    nint pointer = Interlocked.Exchange(ref _pointer, 0);
                    GC.SuppressFinalize(this);
                    return pointer != 0 ? pointer : Pointer;
                }

                /// <summary>Calls the deleter, unless the struct was taken over.</summary>
                public void Dispose()
                {
                    nint pointer = Interlocked.Exchange(ref _pointer, 0);
                    if (pointer != 0) Delete(pointer, IsVersioned);
                    GC.SuppressFinalize(this);
                }

                ~Capsule() => Dispose();
            }

            static void Delete(nint pointer, bool versioned)
            {
                var deleter = versioned ? ((DLManagedTensorVersioned*)pointer)->Deleter : ((DLManagedTensor*)pointer)->Deleter;
                if (deleter != null) deleter((void*)pointer); // null: there is nothing to give back
            }

            static DLManagedTensor* Export(Tensor tensor)
            {
                var result = (DLManagedTensor*)NativeMemory.AllocZeroed((nuint)(sizeof(DLManagedTensor) + 2 * tensor.Layout.Rank * sizeof(long)));
                result->Context = Describe(tensor, &result->Tensor, (long*)(result + 1));
                result->Deleter = &DeleteExport;
                return result;
            }

            static DLManagedTensorVersioned* ExportVersioned(Tensor tensor)
            {
                var result = (DLManagedTensorVersioned*)NativeMemory.AllocZeroed((nuint)(sizeof(DLManagedTensorVersioned) + 2 * tensor.Layout.Rank * sizeof(long)));
                (result->Major, result->Minor) = (DLManagedTensorVersioned.MajorVersion, DLManagedTensorVersioned.MinorVersion);
                result->Flags = tensor.Storage.IsReadOnly ? DLManagedTensorVersioned.ReadOnly : 0;
                result->Context = Describe(tensor, &result->Tensor, (long*)(result + 1));
                result->Deleter = &DeleteExportVersioned;
                return result;
            }

            /// <summary>Fills in the description, with sizes and strides at <paramref name="dims"/>; returns a handle that keeps and pins the memory.</summary>
            static void* Describe(Tensor tensor, DLTensor* target, long* dims)
            {
                int rank = tensor.Layout.Rank;
                tensor.Sizes.CopyTo(new(dims, rank));
                tensor.Strides.CopyTo(new(dims + rank, rank));
                var kept = new Exported(tensor);
                *target = new()
                {
                    Data = (byte*)Unsafe.AsPointer(ref tensor.Storage.Origin) + tensor.Data.Offset * tensor.ElementSize,
                    Device = new() { Type = DLDevice.Cpu },
                    Rank = rank,
                    Type = TypeOf(tensor.DType),
                    Sizes = dims,
                    Strides = dims + rank,
                };
                return (void*)GCHandle.ToIntPtr(GCHandle.Alloc(kept));
            }

            /// <summary>What an export keeps: a view of its own, so that the tensor may be disposed or resized, and a pin.</summary>
            sealed class Exported(Tensor tensor)
            {
                readonly Tensor _view = tensor.alias().DetachFromDisposeScope();
                GCHandle _pin = tensor.Storage.PinHandle();

                public void Free()
                {
                    if (_pin.IsAllocated) _pin.Free();
                    _view.Dispose();
                }
            }

            [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
            static void DeleteExport(void* self) => Free(self, ((DLManagedTensor*)self)->Context);

            [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
            static void DeleteExportVersioned(void* self) => Free(self, ((DLManagedTensorVersioned*)self)->Context);

            static void Free(void* self, void* context)
            {
                var handle = GCHandle.FromIntPtr((nint)context);
                ((Exported)handle.Target!).Free();
                handle.Free();
                NativeMemory.Free(self);
            }

            static Tensor Import(nint pointer, bool versioned, out Imported owner)
            {
                bool isReadOnly = false;
                if (versioned)
                {
                    var managed = (DLManagedTensorVersioned*)pointer;
                    if (managed->Major != DLManagedTensorVersioned.MajorVersion) throw new InvalidOperationException($"Unsupported DLPack version {managed->Major}.{managed->Minor}");
                    isReadOnly = (managed->Flags & DLManagedTensorVersioned.ReadOnly) != 0;
                }
                var source = versioned ? &((DLManagedTensorVersioned*)pointer)->Tensor : &((DLManagedTensor*)pointer)->Tensor;
                if (source->Device.Type is not (DLDevice.Cpu or DLDevice.CudaHost)) throw new InvalidOperationException($"Unsupported device_type: {source->Device.Type}");
                var dtype = TypeOf(source->Type);
                if (source->Rank < 0) throw new InvalidOperationException($"a DLPack tensor has {source->Rank} dims");
                var sizes = new ReadOnlySpan<long>(source->Sizes, source->Rank);
                if (RawBytes.CheckedCount(sizes) < 0) throw new InvalidOperationException($"a DLPack tensor has the sizes [{string.Join(", ", sizes.ToArray())}]");
                var layout = source->Strides == null ? Layout.Contiguous(sizes) : new Layout(sizes, new(source->Strides, source->Rank));
                if (layout.Strides.ContainsAnyInRange(long.MinValue, -1)) throw new InvalidOperationException("negative strides are not supported");
                owner = new(pointer, versioned);
                var storage = Memory.Storage.Share((byte*)source->Data + source->ByteOffset, layout.Extent * dtype.ItemSize, owner, isReadOnly);
                return new(storage, layout, 0, dtype);
            }

            /// <summary>Calls the deleter of the library that the memory came from, once nobody uses it.</summary>
            sealed class Imported(nint pointer, bool versioned)
            {
                bool _mine;

                public void TakeOver() => _mine = true;

                ~Imported()
                {
                    if (_mine) Delete(pointer, versioned);
                }
            }

            static DLDataType TypeOf(DType dtype) => new()
            {
                Code = (byte)Array.IndexOf(s_codes, dtype == DType.Bool ? "Bool" : dtype == DType.BFloat16 ? "Bfloat" : dtype.IsComplex ? "Complex" : dtype.IsFloat ? "Float" : IsUnsigned(dtype) ? "UInt" : "Int"),
                Bits = (byte)(8 * dtype.ItemSize),
                Lanes = 1,
            };

            static bool IsUnsigned(DType dtype) => dtype.TorchName.StartsWith("uint", StringComparison.Ordinal);

            static DType TypeOf(DLDataType type)
            {
                if (type.Lanes != 1) throw new InvalidOperationException("ATen does not support lanes != 1");
                foreach (var dtype in Enum.GetValues<ScalarType>())
                {
                    var candidate = TypeOf((DType)dtype);
                    if (candidate.Code == type.Code && candidate.Bits == type.Bits) return (DType)dtype;
                }
                throw new InvalidOperationException(type.Code < s_codes.Length ? $"Unsupported k{s_codes[type.Code]} bits {type.Bits}" : $"Unsupported code {type.Code}");
            }
        }
    }
}
