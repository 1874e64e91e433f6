namespace Latent.Data.Formats;

/// <summary>A file in a ZIP archive.</summary>
/// <param name="Name">As the archive says, with forward slashes; it is a name and never a path to open.</param>
/// <param name="Offset">Where its local header begins.</param>
/// <param name="StoredBytes">Bytes in the archive.</param>
/// <param name="Bytes">Bytes of its content, as the archive declares.</param>
/// <param name="Crc">CRC-32 of its content.</param>
/// <param name="IsDeflated">Whether it is compressed.</param>
internal sealed record ZipEntry(string Name, long Offset, long StoredBytes, long Bytes, uint Crc, bool IsDeflated);
