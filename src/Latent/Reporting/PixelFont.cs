namespace Latent.Reporting;

/// <summary>Letters of seven pixels' height, to write labels into pictures: five wide, narrower where a letter is.</summary>
internal static class PixelFont
{
    /// <summary>Rows of a letter, with the two below the line.</summary>
    public const int Height = 9;

    private const int Gap = 1, Space = 3;

    // Character, then its rows from the top; rows not given are empty. Drawn for this library.
    private static readonly Dictionary<char, string[]> Glyphs = Parse("""
        0 .##. #..# #..# #..# #..# #..# .##.
        1 .#. ##. .#. .#. .#. .#. ###
        2 .##. #..# ...# ..#. .#.. #... ####
        3 .##. #..# ...# .##. ...# #..# .##.
        4 ..#. .##. #.#. #.#. #### ..#. ..#.
        5 #### #... ###. ...# ...# #..# .##.
        6 .##. #... #... ###. #..# #..# .##.
        7 #### ...# ..#. ..#. .#.. .#.. .#..
        8 .##. #..# #..# .##. #..# #..# .##.
        9 .##. #..# #..# .### ...# ...# .##.
        A .##. #..# #..# #### #..# #..# #..#
        B ###. #..# #..# ###. #..# #..# ###.
        C .### #... #... #... #... #... .###
        D ###. #..# #..# #..# #..# #..# ###.
        E #### #... #... ###. #... #... ####
        F #### #... #... ###. #... #... #...
        G .### #... #... #.## #..# #..# .###
        H #..# #..# #..# #### #..# #..# #..#
        I ### .#. .#. .#. .#. .#. ###
        J ..## ...# ...# ...# ...# #..# .##.
        K #..# #.#. ##.. #... ##.. #.#. #..#
        L #... #... #... #... #... #... ####
        M #...# ##.## #.#.# #.#.# #...# #...# #...#
        N #..# ##.# ##.# #.## #.## #..# #..#
        O .##. #..# #..# #..# #..# #..# .##.
        P ###. #..# #..# ###. #... #... #...
        Q .##. #..# #..# #..# #..# #.#. .#.#
        R ###. #..# #..# ###. #.#. #..# #..#
        S .### #... #... .##. ...# ...# ###.
        T ##### ..#.. ..#.. ..#.. ..#.. ..#.. ..#..
        U #..# #..# #..# #..# #..# #..# .##.
        V #...# #...# #...# .#.#. .#.#. ..#.. ..#..
        W #...# #...# #...# #.#.# #.#.# ##.## #...#
        X #...# .#.#. .#.#. ..#.. .#.#. .#.#. #...#
        Y #...# #...# .#.#. ..#.. ..#.. ..#.. ..#..
        Z #### ...# ..#. ..#. .#.. #... ####
        a .... .... .##. ...# .### #..# .###
        b #... #... ###. #..# #..# #..# ###.
        c ... ... .## #.. #.. #.. .##
        d ...# ...# .### #..# #..# #..# .###
        e .... .... .##. #..# #### #... .##.
        f .## #.. ### #.. #.. #.. #..
        g .... .... .### #..# #..# #..# .### ...# .##.
        h #... #... ###. #..# #..# #..# #..#
        i # . # # # # #
        j .# .. .# .# .# .# .# .# #.
        k #... #... #..# #.#. ##.. #.#. #..#
        l #. #. #. #. #. #. .#
        m ..... ..... ####. #.#.# #.#.# #.#.# #.#.#
        n .... .... ###. #..# #..# #..# #..#
        o .... .... .##. #..# #..# #..# .##.
        p .... .... ###. #..# #..# #..# ###. #... #...
        q .... .... .### #..# #..# #..# .### ...# ...#
        r ... ... #.# ##. #.. #.. #..
        s .... .... .### #... .##. ...# ###.
        t #.. #.. ### #.. #.. #.. .##
        u .... .... #..# #..# #..# #..# .###
        v ..... ..... #...# #...# .#.#. .#.#. ..#..
        w ..... ..... #.#.# #.#.# #.#.# #.#.# .#.#.
        x ... ... #.# #.# .#. #.# #.#
        y .... .... #..# #..# #..# #..# .### ...# .##.
        z .... .... #### ..#. .#.. #... ####
        . . . . . . . #
        , .. .. .. .. .. .# .# #.
        : . . # . . # .
        ; .. .. .# .. .. .# .# #.
        - ... ... ... ### ... ... ...
        − ... ... ... ### ... ... ...
        + ... ... .#. ### .#. ... ...
        ± .#. .#. ### .#. .#. ... ###
        = ... ... ### ... ### ... ...
        ~ ..... ..... .#..# #.#.# #..#. ..... .....
        / ..# ..# .#. .#. .#. #.. #..
        | # # # # # # #
        ( .# #. #. #. #. #. .#
        ) #. .# .# .# .# .# #.
        [ ## #. #. #. #. #. ##
        ] ## .# .# .# .# .# ##
        < ... ..# .#. #.. .#. ..# ...
        > ... #.. .#. ..# .#. #.. ...
        % ##..# ##..# ...#. ..#.. .#... #..## #..##
        * ... #.# .#. #.# ... ... ...
        ' # # . . . . .
        " #.# #.# ... ... ... ... ...
        ! # # # # # . #
        ? .##. #..# ...# ..#. .#.. .... .#..
        _ .... .... .... .... .... .... ####
        # .#.#. .#.#. ##### .#.#. ##### .#.#. .#.#.
        × ... ... #.# .#. #.# ... ...
        · . . . # . . .
        → ..... ..... ..#.. ...#. ##### ...#. ..#..
        μ .... .... #..# #..# #..# #..# ###. #... #...
        σ .... .... .### #.#. #..# #..# .##.
        """);

    private static readonly string[] Unknown = ["####", "#..#", "#..#", "#..#", "#..#", "#..#", "####"];

    /// <summary>Pixels a text is wide.</summary>
    public static int WidthOf(string text)
    {
        int width = 0;
        foreach (char c in text)
            width += Advance(c);
        return Math.Max(0, width - Gap);
    }

    /// <summary>Writes a line into a picture; what lies outside is cut off. A character that is not drawn here shows as a box.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="left">Where the text begins.</param>
    /// <param name="top">Where its highest row is.</param>
    /// <param name="text">The text.</param>
    /// <param name="value">Grey of the letters, in every channel.</param>
    /// <param name="zoom">Pixels of the picture a pixel of a letter is wide and high.</param>
    public static void Write(Picture picture, int left, int top, string text, byte value, int zoom)
    {
        foreach (char c in text)
        {
            if (c != ' ')
            {
                string[] rows = Glyphs.GetValueOrDefault(c, Unknown);
                for (int y = 0; y < rows.Length * zoom; y++)
                {
                    for (int x = 0; x < rows[0].Length * zoom; x++)
                    {
                        if (rows[y / zoom][x / zoom] == '#')
                            Set(picture, left + x, top + y, value);
                    }
                }
            }

            left += Advance(c) * zoom;
        }
    }

    private static int Advance(char c) => (c == ' ' ? Space : Glyphs.GetValueOrDefault(c, Unknown)[0].Length) + Gap;

    private static void Set(Picture picture, int x, int y, byte value)
    {
        if ((uint)x < (uint)picture.Width && (uint)y < (uint)picture.Height)
            picture.Row(y).Slice(x * picture.Channels, picture.Channels).Fill(value);
    }

    private static Dictionary<char, string[]> Parse(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .ToDictionary(static line => line[0], static line => line[1..].Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
