using System.Numerics;

namespace Latent.Data.Digits;

/// <summary>One way of writing a digit: strokes, each a smooth curve through its points.</summary>
/// <param name="Strokes">Points in a unit box, x to the right and y down; a point given twice in a row makes a corner.</param>
internal sealed record DigitFigure(params Vector2[][] Strokes)
{
    public int PointCount => Strokes.Sum(static stroke => stroke.Length);
}

/// <summary>The built-in alphabet: two to four ways of writing each digit, designed by hand for this project.</summary>
internal static class DigitFigures
{
    /// <summary>Ways of writing each digit, the commoner ones listed more than once.</summary>
    public static readonly DigitFigure[][] ByDigit = [Zero(), One(), Two(), Three(), Four(), Five(), Six(), Seven(), Eight(), Nine()];

    /// <summary>More points than any figure has.</summary>
    public const int MaximumPoints = 24;

    private static DigitFigure[] Zero()
    {
        DigitFigure closed = new(
            [P(.52f, .00f), P(.22f, .12f), P(.06f, .48f), P(.18f, .86f), P(.48f, 1f), P(.80f, .86f),
             P(.93f, .48f), P(.78f, .12f), P(.50f, .00f)]);
        DigitFigure overshot = new(
            [P(.62f, .04f), P(.30f, .06f), P(.08f, .42f), P(.14f, .82f), P(.44f, 1f), P(.78f, .88f),
             P(.94f, .52f), P(.84f, .16f), P(.52f, .02f), P(.34f, .10f)]);
        DigitFigure open = new(
            [P(.46f, .00f), P(.16f, .22f), P(.05f, .58f), P(.22f, .94f), P(.56f, .98f), P(.86f, .72f),
             P(.90f, .34f), P(.66f, .06f), P(.42f, .05f)]);
        return [closed, overshot, open];
    }

    private static DigitFigure[] One()
    {
        DigitFigure plain = new([P(.50f, .00f), P(.50f, .34f), P(.50f, .68f), P(.50f, 1f)]);
        DigitFigure flag = new([P(.30f, .20f), P(.42f, .10f), P(.54f, .00f), P(.54f, .00f), P(.53f, .50f), P(.52f, 1f)]);
        DigitFigure serif = new(
            [P(.30f, .20f), P(.43f, .09f), P(.54f, .00f), P(.54f, .00f), P(.53f, .50f), P(.52f, 1f)],
            [P(.26f, 1f), P(.52f, .99f), P(.80f, 1f)]);
        return [plain, plain, plain, flag, flag, serif];
    }

    private static DigitFigure[] Two()
    {
        DigitFigure sharp = new(
            [P(.12f, .24f), P(.24f, .06f), P(.52f, .00f), P(.80f, .12f), P(.82f, .36f), P(.60f, .64f),
             P(.32f, .86f), P(.06f, 1f), P(.06f, 1f), P(.46f, .97f), P(.94f, .98f)]);
        DigitFigure looped = new(
            [P(.10f, .22f), P(.26f, .04f), P(.56f, .00f), P(.78f, .16f), P(.74f, .42f), P(.52f, .70f),
             P(.26f, .92f), P(.08f, .96f), P(.06f, .82f), P(.22f, .78f), P(.44f, .90f), P(.68f, 1f),
             P(.96f, .88f)]);
        DigitFigure wavy = new(
            [P(.16f, .16f), P(.42f, .00f), P(.74f, .06f), P(.80f, .30f), P(.58f, .58f), P(.30f, .80f),
             P(.08f, .96f), P(.08f, .96f), P(.36f, .88f), P(.64f, .98f), P(.96f, .94f)]);
        return [sharp, looped, wavy];
    }

    private static DigitFigure[] Three()
    {
        DigitFigure round = new(
            [P(.14f, .12f), P(.42f, .00f), P(.74f, .06f), P(.80f, .28f), P(.60f, .44f), P(.38f, .47f),
             P(.38f, .47f), P(.66f, .50f), P(.88f, .68f), P(.78f, .92f), P(.46f, 1f), P(.10f, .90f)]);
        DigitFigure soft = new(
            [P(.18f, .06f), P(.52f, .00f), P(.80f, .14f), P(.70f, .36f), P(.46f, .46f), P(.72f, .54f),
             P(.84f, .74f), P(.66f, .96f), P(.34f, 1f), P(.08f, .94f)]);
        DigitFigure flat = new(
            [P(.12f, .03f), P(.46f, .02f), P(.82f, .00f), P(.82f, .00f), P(.60f, .20f), P(.40f, .40f),
             P(.40f, .40f), P(.72f, .46f), P(.88f, .68f), P(.74f, .94f), P(.42f, 1f), P(.08f, .90f)]);
        return [round, round, soft, soft, flat];
    }

    private static DigitFigure[] Four()
    {
        DigitFigure open = new(
            [P(.18f, .02f), P(.12f, .26f), P(.08f, .54f), P(.08f, .54f), P(.40f, .57f), P(.66f, .53f),
             P(.94f, .50f)],
            [P(.76f, .00f), P(.72f, .34f), P(.68f, .68f), P(.64f, 1f)]);
        DigitFigure closed = new(
            [P(.66f, .00f), P(.44f, .22f), P(.22f, .42f), P(.02f, .62f), P(.02f, .62f), P(.34f, .64f),
             P(.66f, .62f), P(.98f, .60f)],
            [P(.66f, .00f), P(.66f, .34f), P(.64f, .68f), P(.62f, 1f)]);
        DigitFigure single = new(
            [P(.20f, .00f), P(.12f, .24f), P(.14f, .44f), P(.36f, .52f), P(.62f, .44f), P(.80f, .22f),
             P(.86f, .04f), P(.86f, .04f), P(.80f, .36f), P(.74f, .70f), P(.70f, 1f)]);
        return [open, open, closed, single];
    }

    private static DigitFigure[] Five()
    {
        DigitFigure two = new(
            [P(.26f, .02f), P(.22f, .20f), P(.18f, .40f), P(.18f, .40f), P(.46f, .33f), P(.76f, .44f),
             P(.88f, .66f), P(.74f, .92f), P(.42f, 1f), P(.08f, .92f)],
            [P(.26f, .02f), P(.56f, .02f), P(.90f, .00f)]);
        DigitFigure one = new(
            [P(.88f, .00f), P(.60f, .01f), P(.32f, .03f), P(.32f, .03f), P(.26f, .22f), P(.20f, .40f),
             P(.20f, .40f), P(.48f, .36f), P(.76f, .50f), P(.80f, .76f), P(.56f, .96f), P(.30f, 1f),
             P(.06f, .92f)]);
        DigitFigure swung = new(
            [P(.94f, .02f), P(.64f, .00f), P(.40f, .10f), P(.28f, .30f), P(.46f, .42f), P(.70f, .56f),
             P(.68f, .82f), P(.42f, .98f), P(.08f, .94f)]);
        return [two, one, one, swung];
    }

    private static DigitFigure[] Six()
    {
        DigitFigure round = new(
            [P(.70f, .00f), P(.40f, .20f), P(.18f, .48f), P(.10f, .76f), P(.28f, .97f), P(.58f, 1f),
             P(.84f, .84f), P(.78f, .62f), P(.50f, .55f), P(.24f, .66f), P(.14f, .80f)]);
        DigitFigure tall = new(
            [P(.56f, .00f), P(.28f, .28f), P(.12f, .60f), P(.20f, .92f), P(.46f, 1f), P(.74f, .90f),
             P(.80f, .70f), P(.60f, .58f), P(.34f, .68f), P(.20f, .90f)]);
        DigitFigure hooked = new(
            [P(.84f, .10f), P(.62f, .00f), P(.30f, .16f), P(.10f, .50f), P(.12f, .84f), P(.40f, 1f),
             P(.72f, .94f), P(.86f, .72f), P(.64f, .54f), P(.34f, .58f), P(.14f, .74f)]);
        return [round, tall, tall, hooked];
    }

    private static DigitFigure[] Seven()
    {
        DigitFigure plain = new([P(.08f, .05f), P(.48f, .05f), P(.92f, .01f), P(.92f, .01f), P(.72f, .32f), P(.54f, .64f), P(.42f, 1f)]);
        DigitFigure crossed = new(
            [P(.08f, .04f), P(.48f, .04f), P(.92f, .02f), P(.92f, .02f), P(.68f, .36f), P(.50f, .68f),
             P(.38f, 1f)],
            [P(.28f, .50f), P(.54f, .49f), P(.80f, .46f)]);
        DigitFigure serif = new(
            [P(.08f, .22f), P(.12f, .04f), P(.12f, .04f), P(.50f, .08f), P(.90f, .02f), P(.90f, .02f),
             P(.76f, .34f), P(.62f, .66f), P(.56f, 1f)]);
        DigitFigure bowed = new([P(.06f, .10f), P(.36f, .02f), P(.70f, .02f), P(.88f, .14f), P(.76f, .40f), P(.58f, .70f), P(.46f, 1f)]);
        return [plain, plain, serif, bowed, crossed];
    }

    private static DigitFigure[] Eight()
    {
        DigitFigure crossing = new(
            [P(.80f, .14f), P(.50f, .00f), P(.22f, .16f), P(.36f, .38f), P(.66f, .56f), P(.82f, .78f),
             P(.56f, 1f), P(.22f, .90f), P(.22f, .68f), P(.50f, .47f), P(.76f, .28f), P(.78f, .08f)]);
        DigitFigure loops = new(
            [P(.52f, .46f), P(.24f, .32f), P(.28f, .08f), P(.56f, .00f), P(.80f, .14f), P(.74f, .36f),
             P(.50f, .47f), P(.22f, .66f), P(.18f, .88f), P(.46f, 1f), P(.78f, .90f), P(.80f, .66f),
             P(.54f, .47f)]);
        DigitFigure narrow = new(
            [P(.70f, .10f), P(.46f, .00f), P(.26f, .16f), P(.44f, .42f), P(.64f, .66f), P(.66f, .90f),
             P(.42f, 1f), P(.22f, .86f), P(.36f, .60f), P(.62f, .36f), P(.74f, .14f), P(.60f, .02f)]);
        return [crossing, crossing, loops, narrow];
    }

    private static DigitFigure[] Nine()
    {
        DigitFigure straight = new(
            [P(.82f, .16f), P(.56f, .00f), P(.24f, .10f), P(.12f, .32f), P(.32f, .50f), P(.62f, .42f),
             P(.82f, .16f), P(.80f, .46f), P(.74f, .74f), P(.70f, 1f)]);
        DigitFigure curled = new(
            [P(.78f, .10f), P(.46f, .00f), P(.18f, .16f), P(.22f, .42f), P(.50f, .48f), P(.76f, .30f),
             P(.84f, .12f), P(.86f, .48f), P(.74f, .84f), P(.46f, 1f), P(.18f, .92f)]);
        DigitFigure leaning = new(
            [P(.72f, .08f), P(.44f, .02f), P(.20f, .22f), P(.30f, .42f), P(.56f, .36f), P(.80f, .06f),
             P(.80f, .06f), P(.66f, .40f), P(.52f, .72f), P(.42f, 1f)]);
        return [straight, straight, curled, leaning];
    }

    private static Vector2 P(float x, float y) => new(x, y);
}
