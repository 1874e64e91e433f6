using Latent.Tensors.Formulas;

namespace Latent.Tensors.Kernels.Simd.Rows;

/// <summary>
/// The two ways to walk rows with vectors: one row whose elements are neighbours, or many neighbouring rows at once. Row functions are
/// written once over either.
/// </summary>
internal unsafe interface IRowWalk<N, T>
    where N : struct, IVector<N, T>
    where T : unmanaged
{
    /// <summary>Vectors of a result that has one number per row.</summary>
    int Vectors { get; }

    /// <summary>Folds the terms of each row; every lane of the result holds the fold of the row it stands for.</summary>
    void Fold<TFold, TTerm>(TTerm term, T* result) where TFold : IFold where TTerm : struct, IRowTerm<N>;

    /// <summary>Writes the terms to the places of the rows.</summary>
    void Write<TTerm>(TTerm term, T* output) where TTerm : struct, IRowTerm<N>;

    /// <summary>Writes one number per row.</summary>
    void WriteResult(T* result, T* output);
}
