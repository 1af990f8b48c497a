/* The properties of a style attribute and what each may be: data, and how it is looked up.
 *
 * Each bound says what lies beyond it: text too small to see or letters that fall on each other,
 * and boxes that leave their place or fill the screen of whoever shows the post.
 */
#include "clean/css_parts.h"

#define BORDER_WORDS "none hidden dotted dashed solid double groove ridge inset outset"
/* What is moved by less than nothing covers what others wrote. */
#define SPACE .px = {0, 1024}, .percent = {0, 100}
#define MARGIN(form) {.shape = (form), .takes = CSS_LENGTH | CSS_RATIO, .words = "auto", SPACE}
#define PADDING(form) {.shape = (form), .takes = CSS_LENGTH | CSS_RATIO, SPACE}
#define SIZE(text)                                                                                 \
    {.takes = CSS_LENGTH | CSS_RATIO,                                                              \
     .words = text " min-content max-content fit-content",                                         \
     .px = {0, 4096},                                                                              \
     .percent = {0, 100}}
#define COLORS(form) {.shape = (form), .takes = CSS_COLOR}
#define STYLES(form) {.shape = (form), .words = BORDER_WORDS}
#define WIDTHS(form)                                                                               \
    {.shape = (form), .takes = CSS_LENGTH, .words = "thin medium thick", .px = {0, 32}}
#define WORDS(text) {.words = (text)}
#define PARTS(a, b, c)                                                                             \
    {                                                                                              \
        .shape = CSS_SHAPE_PARTS, .parts = {NWS_CSS_##a, NWS_CSS_##b, NWS_CSS_##c}                 \
    }
#define SIDE PARTS(BORDER_TOP_WIDTH, BORDER_TOP_STYLE, BORDER_TOP_COLOR)

const css_grammar nws_css_grammars[NWS_CSS_COUNT] = {
    [NWS_CSS_BACKGROUND_COLOR] = COLORS(CSS_SHAPE_ONE),
    [NWS_CSS_BORDER] = SIDE,
    [NWS_CSS_BORDER_BOTTOM] = SIDE,
    [NWS_CSS_BORDER_BOTTOM_COLOR] = COLORS(CSS_SHAPE_ONE),
    [NWS_CSS_BORDER_BOTTOM_STYLE] = STYLES(CSS_SHAPE_ONE),
    [NWS_CSS_BORDER_BOTTOM_WIDTH] = WIDTHS(CSS_SHAPE_ONE),
    [NWS_CSS_BORDER_COLLAPSE] = WORDS("collapse separate"),
    [NWS_CSS_BORDER_COLOR] = COLORS(CSS_SHAPE_FOUR),
    [NWS_CSS_BORDER_LEFT] = SIDE,
    [NWS_CSS_BORDER_LEFT_COLOR] = COLORS(CSS_SHAPE_ONE),
    [NWS_CSS_BORDER_LEFT_STYLE] = STYLES(CSS_SHAPE_ONE),
    [NWS_CSS_BORDER_LEFT_WIDTH] = WIDTHS(CSS_SHAPE_ONE),
    [NWS_CSS_BORDER_RADIUS] = PADDING(CSS_SHAPE_FOUR),
    [NWS_CSS_BORDER_RIGHT] = SIDE,
    [NWS_CSS_BORDER_RIGHT_COLOR] = COLORS(CSS_SHAPE_ONE),
    [NWS_CSS_BORDER_RIGHT_STYLE] = STYLES(CSS_SHAPE_ONE),
    [NWS_CSS_BORDER_RIGHT_WIDTH] = WIDTHS(CSS_SHAPE_ONE),
    [NWS_CSS_BORDER_SPACING] = {.shape = CSS_SHAPE_TWO, .takes = CSS_LENGTH, .px = {0, 64}},
    [NWS_CSS_BORDER_STYLE] = STYLES(CSS_SHAPE_FOUR),
    [NWS_CSS_BORDER_TOP] = SIDE,
    [NWS_CSS_BORDER_TOP_COLOR] = COLORS(CSS_SHAPE_ONE),
    [NWS_CSS_BORDER_TOP_STYLE] = STYLES(CSS_SHAPE_ONE),
    [NWS_CSS_BORDER_TOP_WIDTH] = WIDTHS(CSS_SHAPE_ONE),
    [NWS_CSS_BORDER_WIDTH] = WIDTHS(CSS_SHAPE_FOUR),
    [NWS_CSS_BOX_SIZING] = WORDS("border-box content-box"),
    [NWS_CSS_CAPTION_SIDE] = WORDS("top bottom"),
    [NWS_CSS_CLEAR] = WORDS("none left right both inline-start inline-end"),
    [NWS_CSS_COLOR] = COLORS(CSS_SHAPE_ONE),
    [NWS_CSS_DIRECTION] = WORDS("ltr rtl"),
    /* Not none, which hides; not contents, flex, grid or the like, which need others to make sense.
     */
    [NWS_CSS_DISPLAY] = WORDS("inline block inline-block list-item table inline-table table-row "
                              "table-cell table-caption"),
    [NWS_CSS_EMPTY_CELLS] = WORDS("show hide"),
    [NWS_CSS_FLOAT] = WORDS("none left right inline-start inline-end"),
    [NWS_CSS_FONT_FAMILY] = {.shape = CSS_SHAPE_FAMILY},
    [NWS_CSS_FONT_SIZE] = {.takes = CSS_LENGTH | CSS_RATIO,
                           .words = "xx-small x-small small medium large x-large xx-large "
                                    "xxx-large larger smaller",
                           .px = {6, 128},
                           .percent = {40, 800}},
    [NWS_CSS_FONT_STYLE] = WORDS("normal italic oblique"),
    [NWS_CSS_FONT_VARIANT] = WORDS("normal small-caps"),
    [NWS_CSS_FONT_WEIGHT] = {.takes = CSS_PLAIN,
                             .words = "normal bold bolder lighter",
                             .number = {100, 1000}},
    [NWS_CSS_HEIGHT] = SIZE("auto"),
    [NWS_CSS_LETTER_SPACING] = {.takes = CSS_LENGTH, .words = "normal", .px = {-1, 32}},
    [NWS_CSS_LINE_HEIGHT] = {.takes = CSS_LENGTH | CSS_RATIO | CSS_PLAIN,
                             .words = "normal",
                             .px = {8, 256},
                             .percent = {80, 800},
                             .number = {1, 8}},
    [NWS_CSS_LIST_STYLE] = PARTS(LIST_STYLE_TYPE, LIST_STYLE_POSITION, COUNT),
    [NWS_CSS_LIST_STYLE_POSITION] = WORDS("inside outside"),
    [NWS_CSS_LIST_STYLE_TYPE] = WORDS(
        "none disc circle square decimal decimal-leading-zero lower-roman upper-roman lower-alpha "
        "upper-alpha lower-latin upper-latin lower-greek armenian georgian hebrew hiragana "
        "katakana cjk-ideographic cjk-decimal simp-chinese-informal trad-chinese-informal"),
    [NWS_CSS_MARGIN] = MARGIN(CSS_SHAPE_FOUR),
    [NWS_CSS_MARGIN_BOTTOM] = MARGIN(CSS_SHAPE_ONE),
    [NWS_CSS_MARGIN_LEFT] = MARGIN(CSS_SHAPE_ONE),
    [NWS_CSS_MARGIN_RIGHT] = MARGIN(CSS_SHAPE_ONE),
    [NWS_CSS_MARGIN_TOP] = MARGIN(CSS_SHAPE_ONE),
    [NWS_CSS_MAX_HEIGHT] = SIZE("none"),
    [NWS_CSS_MAX_WIDTH] = SIZE("none"),
    [NWS_CSS_MIN_HEIGHT] = SIZE("auto"),
    [NWS_CSS_MIN_WIDTH] = SIZE("auto"),
    [NWS_CSS_OBJECT_FIT] = WORDS("fill contain cover none scale-down"),
    [NWS_CSS_OVERFLOW_WRAP] = WORDS("normal break-word anywhere"),
    [NWS_CSS_PADDING] = PADDING(CSS_SHAPE_FOUR),
    [NWS_CSS_PADDING_BOTTOM] = PADDING(CSS_SHAPE_ONE),
    [NWS_CSS_PADDING_LEFT] = PADDING(CSS_SHAPE_ONE),
    [NWS_CSS_PADDING_RIGHT] = PADDING(CSS_SHAPE_ONE),
    [NWS_CSS_PADDING_TOP] = PADDING(CSS_SHAPE_ONE),
    [NWS_CSS_TABLE_LAYOUT] = WORDS("auto fixed"),
    [NWS_CSS_TEXT_ALIGN] = WORDS("left right center justify start end"),
    [NWS_CSS_TEXT_DECORATION] =
        PARTS(TEXT_DECORATION_LINE, TEXT_DECORATION_STYLE, TEXT_DECORATION_COLOR),
    [NWS_CSS_TEXT_DECORATION_COLOR] = COLORS(CSS_SHAPE_ONE),
    [NWS_CSS_TEXT_DECORATION_LINE] = {.shape = CSS_SHAPE_LINES,
                                      .words = "underline overline line-through"},
    [NWS_CSS_TEXT_DECORATION_STYLE] = WORDS("solid double dotted dashed wavy"),
    /* A hanging indent is common; text far left of the screen is a trick to hide it. */
    [NWS_CSS_TEXT_INDENT] = {.takes = CSS_LENGTH | CSS_RATIO,
                             .px = {-64, 512},
                             .percent = {0, 100}},
    [NWS_CSS_TEXT_TRANSFORM] = WORDS("none capitalize uppercase lowercase"),
    [NWS_CSS_VERTICAL_ALIGN] = {.takes = CSS_LENGTH | CSS_RATIO,
                                .words = "baseline sub super top text-top middle bottom "
                                         "text-bottom",
                                .px = {-32, 32},
                                .percent = {-100, 100}},
    [NWS_CSS_WHITE_SPACE] = WORDS("normal nowrap pre pre-wrap pre-line break-spaces"),
    [NWS_CSS_WIDTH] = SIZE("auto"),
    [NWS_CSS_WORD_BREAK] = WORDS("normal break-all keep-all break-word"),
    [NWS_CSS_WORD_SPACING] = {.takes = CSS_LENGTH, .words = "normal", .px = {-2, 64}},
};

/* --- sets --- */

nws_css_set nws_css_typography(void)
{
    static const uint8_t listed[] = {
        NWS_CSS_BACKGROUND_COLOR,
        NWS_CSS_COLOR,
        NWS_CSS_DIRECTION,
        NWS_CSS_FONT_FAMILY,
        NWS_CSS_FONT_SIZE,
        NWS_CSS_FONT_STYLE,
        NWS_CSS_FONT_VARIANT,
        NWS_CSS_FONT_WEIGHT,
        NWS_CSS_LETTER_SPACING,
        NWS_CSS_LINE_HEIGHT,
        NWS_CSS_LIST_STYLE,
        NWS_CSS_LIST_STYLE_POSITION,
        NWS_CSS_LIST_STYLE_TYPE,
        NWS_CSS_OVERFLOW_WRAP,
        NWS_CSS_TEXT_ALIGN,
        NWS_CSS_TEXT_DECORATION,
        NWS_CSS_TEXT_DECORATION_COLOR,
        NWS_CSS_TEXT_DECORATION_LINE,
        NWS_CSS_TEXT_DECORATION_STYLE,
        NWS_CSS_TEXT_INDENT,
        NWS_CSS_TEXT_TRANSFORM,
        NWS_CSS_VERTICAL_ALIGN,
        NWS_CSS_WHITE_SPACE,
        NWS_CSS_WORD_BREAK,
        NWS_CSS_WORD_SPACING,
    };
    nws_css_set set = {{0}};
    for (size_t i = 0; i < sizeof listed; i++)
        nws_css_add(&set, (nws_css_property)listed[i]);
    return set;
}

nws_css_set nws_css_everything(void)
{
    nws_css_set set = {{0}};
    for (unsigned i = 0; i < NWS_CSS_COUNT; i++)
        nws_css_add(&set, (nws_css_property)i);
    return set;
}

/* --- looking up --- */

#define NAME(id, name) name,
static const char *const names[NWS_CSS_COUNT] = {NWS_CSS_LIST(NAME)};
#undef NAME

static int compare(nws_view word, const char *name)
{
    for (size_t i = 0; i < word.length; i++) {
        const int difference = nws_lower((unsigned char)word.data[i]) - (unsigned char)name[i];
        if (difference != 0 || name[i] == '\0')
            return difference;
    }
    return name[word.length] == '\0' ? 0 : -1;
}

nws_css_property nws_css_property_find(nws_view name)
{
    unsigned low = 0, high = NWS_CSS_COUNT;
    while (low < high) {
        const unsigned middle = (low + high) / 2;
        const int order = compare(name, names[middle]);
        if (order == 0)
            return (nws_css_property)middle;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    if (compare(name, "background") == 0)
        return NWS_CSS_BACKGROUND_COLOR;
    return compare(name, "word-wrap") == 0 ? NWS_CSS_OVERFLOW_WRAP : NWS_CSS_COUNT;
}

const char *nws_css_property_name(nws_css_property property)
{
    return names[property];
}

/* https://drafts.csswg.org/css-values/#lengths; none that depends on the size of the screen. */
unsigned nws_css_unit(nws_view unit, const char **name)
{
    static const struct {
        const char *name;
        unsigned size;
    } units[] = {{"px", 100}, {"em", 1600}, {"rem", 1600}, {"pt", 133},  {"ex", 800},
                 {"ch", 800}, {"cm", 3780}, {"mm", 378},   {"in", 9600}, {"pc", 1600}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (compare(unit, units[i].name) == 0) {
            *name = units[i].name;
            return units[i].size;
        }
    return 0;
}

bool nws_css_in(const char *words, nws_view word)
{
    if (words == NULL || word.length == 0)
        return false;
    for (;;) {
        const size_t length = strcspn(words, " ");
        if (nws_view_equal_nocase(word, nws_view_of(words, length)))
            return true;
        if (words[length] == '\0')
            return false;
        words += length + 1;
    }
}
