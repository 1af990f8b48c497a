/* The presets: each tag with the reason why it stays, or why its neighbour does not.
 *
 * Tables, separate from policy.c, because what a policy is and what ours say change for different
 * reasons.
 */
#include "clean/policy.h"

typedef struct rename {
    uint8_t from;
    uint8_t to;
} rename;

typedef struct grant {
    uint8_t tag;
    uint8_t attr;
} grant;

/* What goes with all that is in it, under every preset: its text is code, a fallback that no
 * browser shows, or a control's state, never what the author said to the reader. */
static const uint8_t dropped[] = {
    NWS_TAG_SCRIPT,   NWS_TAG_STYLE,    NWS_TAG_TEMPLATE, NWS_TAG_NOSCRIPT, NWS_TAG_SVG,
    NWS_TAG_MATH,     NWS_TAG_IFRAME,   NWS_TAG_NOEMBED,  NWS_TAG_NOFRAMES, NWS_TAG_TEXTAREA,
    NWS_TAG_TITLE,    NWS_TAG_BASE,     NWS_TAG_META,     NWS_TAG_LINK,     NWS_TAG_EMBED,
    NWS_TAG_FRAME,    NWS_TAG_PARAM,    NWS_TAG_BGSOUND,  NWS_TAG_INPUT,    NWS_TAG_KEYGEN,
    NWS_TAG_DATALIST, NWS_TAG_BASEFONT,
};

/* The rest of the never-list (button, form, object, applet, marquee, nobr, select, label ...) is
 * unwrapped: its text is on the page for everyone to read. */

static const uint8_t article_tags[] = {
    /* the blocks of an article */
    NWS_TAG_P,
    NWS_TAG_H1,
    NWS_TAG_H2,
    NWS_TAG_H3,
    NWS_TAG_H4,
    NWS_TAG_H5,
    NWS_TAG_H6,
    NWS_TAG_BLOCKQUOTE,
    NWS_TAG_PRE,
    NWS_TAG_HR,
    NWS_TAG_ADDRESS,
    NWS_TAG_FIGURE,
    NWS_TAG_FIGCAPTION,
    NWS_TAG_DETAILS,
    NWS_TAG_SUMMARY,
    /* boxes: harmless, and without them the text of two boxes would run together */
    NWS_TAG_DIV,
    NWS_TAG_ARTICLE,
    NWS_TAG_SECTION,
    NWS_TAG_ASIDE,
    NWS_TAG_HEADER,
    NWS_TAG_FOOTER,
    NWS_TAG_MAIN,
    NWS_TAG_NAV,
    /* lists and tables */
    NWS_TAG_UL,
    NWS_TAG_OL,
    NWS_TAG_LI,
    NWS_TAG_DL,
    NWS_TAG_DT,
    NWS_TAG_DD,
    NWS_TAG_TABLE,
    NWS_TAG_CAPTION,
    NWS_TAG_COLGROUP,
    NWS_TAG_COL,
    NWS_TAG_THEAD,
    NWS_TAG_TBODY,
    NWS_TAG_TFOOT,
    NWS_TAG_TR,
    NWS_TAG_TH,
    NWS_TAG_TD,
    /* in a line; audio, video and canvas are no text, and what they hold is kept */
    NWS_TAG_A,
    NWS_TAG_IMG,
    NWS_TAG_BR,
    NWS_TAG_WBR,
    NWS_TAG_EM,
    NWS_TAG_STRONG,
    NWS_TAG_B,
    NWS_TAG_I,
    NWS_TAG_U,
    NWS_TAG_S,
    NWS_TAG_DEL,
    NWS_TAG_INS,
    NWS_TAG_SUB,
    NWS_TAG_SUP,
    NWS_TAG_MARK,
    NWS_TAG_SMALL,
    NWS_TAG_ABBR,
    NWS_TAG_CITE,
    NWS_TAG_Q,
    NWS_TAG_CODE,
    NWS_TAG_KBD,
    NWS_TAG_SAMP,
    NWS_TAG_VAR,
    NWS_TAG_DFN,
    NWS_TAG_TIME,
    NWS_TAG_BDI,
    NWS_TAG_BDO,
    NWS_TAG_SPAN,
    NWS_TAG_RUBY,
    NWS_TAG_RT,
    NWS_TAG_RP,
};

/* Old or interactive elements whose look an article keeps under a plain name. */
static const rename article_renames[] = {
    {NWS_TAG_CENTER, NWS_TAG_DIV},   {NWS_TAG_FORM, NWS_TAG_DIV},
    {NWS_TAG_FIELDSET, NWS_TAG_DIV}, {NWS_TAG_LEGEND, NWS_TAG_DIV},
    {NWS_TAG_DIALOG, NWS_TAG_DIV},   {NWS_TAG_SEARCH, NWS_TAG_DIV},
    {NWS_TAG_HGROUP, NWS_TAG_DIV},   {NWS_TAG_MARQUEE, NWS_TAG_DIV},
    {NWS_TAG_MULTICOL, NWS_TAG_DIV}, {NWS_TAG_OPTGROUP, NWS_TAG_DIV},
    {NWS_TAG_OPTION, NWS_TAG_DIV},   {NWS_TAG_DIR, NWS_TAG_UL},
    {NWS_TAG_MENU, NWS_TAG_UL},      {NWS_TAG_LISTING, NWS_TAG_PRE},
    {NWS_TAG_XMP, NWS_TAG_PRE},      {NWS_TAG_PLAINTEXT, NWS_TAG_PRE},
    {NWS_TAG_STRIKE, NWS_TAG_S},     {NWS_TAG_ACRONYM, NWS_TAG_ABBR},
    {NWS_TAG_TT, NWS_TAG_CODE},
};

static const grant article_grants[] = {
    {NWS_TAG_A, NWS_ATTR_HREF},          {NWS_TAG_A, NWS_ATTR_HREFLANG},
    {NWS_TAG_IMG, NWS_ATTR_SRC},         {NWS_TAG_IMG, NWS_ATTR_ALT},
    {NWS_TAG_IMG, NWS_ATTR_WIDTH},       {NWS_TAG_IMG, NWS_ATTR_HEIGHT},
    {NWS_TAG_TD, NWS_ATTR_COLSPAN},      {NWS_TAG_TD, NWS_ATTR_ROWSPAN},
    {NWS_TAG_TH, NWS_ATTR_COLSPAN},      {NWS_TAG_TH, NWS_ATTR_ROWSPAN},
    {NWS_TAG_TH, NWS_ATTR_SCOPE},        {NWS_TAG_TH, NWS_ATTR_ABBR},
    {NWS_TAG_COL, NWS_ATTR_SPAN},        {NWS_TAG_COLGROUP, NWS_ATTR_SPAN},
    {NWS_TAG_OL, NWS_ATTR_START},        {NWS_TAG_OL, NWS_ATTR_TYPE},
    {NWS_TAG_OL, NWS_ATTR_REVERSED},     {NWS_TAG_LI, NWS_ATTR_VALUE},
    {NWS_TAG_BLOCKQUOTE, NWS_ATTR_CITE}, {NWS_TAG_Q, NWS_ATTR_CITE},
    {NWS_TAG_DEL, NWS_ATTR_CITE},        {NWS_TAG_DEL, NWS_ATTR_DATETIME},
    {NWS_TAG_INS, NWS_ATTR_CITE},        {NWS_TAG_INS, NWS_ATTR_DATETIME},
    {NWS_TAG_TIME, NWS_ATTR_DATETIME},   {NWS_TAG_DETAILS, NWS_ATTR_OPEN},
};

static const uint8_t strict_tags[] = {
    NWS_TAG_P,    NWS_TAG_BLOCKQUOTE, NWS_TAG_PRE, NWS_TAG_UL,     NWS_TAG_OL,  NWS_TAG_LI,
    NWS_TAG_A,    NWS_TAG_BR,         NWS_TAG_EM,  NWS_TAG_STRONG, NWS_TAG_B,   NWS_TAG_I,
    NWS_TAG_U,    NWS_TAG_S,          NWS_TAG_DEL, NWS_TAG_INS,    NWS_TAG_SUB, NWS_TAG_SUP,
    NWS_TAG_MARK, NWS_TAG_SMALL,      NWS_TAG_Q,   NWS_TAG_CODE,   NWS_TAG_KBD, NWS_TAG_SAMP,
};

/* A block that STRICT does not know still ends the line before it. */
static const uint8_t strict_paragraphs[] = {
    NWS_TAG_DIV,     NWS_TAG_H1,      NWS_TAG_H2,       NWS_TAG_H3,         NWS_TAG_H4,
    NWS_TAG_H5,      NWS_TAG_H6,      NWS_TAG_ARTICLE,  NWS_TAG_SECTION,    NWS_TAG_ASIDE,
    NWS_TAG_HEADER,  NWS_TAG_FOOTER,  NWS_TAG_MAIN,     NWS_TAG_NAV,        NWS_TAG_ADDRESS,
    NWS_TAG_FIGURE,  NWS_TAG_DETAILS, NWS_TAG_SUMMARY,  NWS_TAG_FIGCAPTION, NWS_TAG_DT,
    NWS_TAG_DD,      NWS_TAG_CAPTION, NWS_TAG_TR,       NWS_TAG_CENTER,     NWS_TAG_FORM,
    NWS_TAG_DIALOG,  NWS_TAG_SEARCH,  NWS_TAG_FIELDSET, NWS_TAG_LEGEND,     NWS_TAG_HGROUP,
    NWS_TAG_MARQUEE, NWS_TAG_OPTION,
};

/* What is written within a line, and the line's end: a comment stands on somebody else's page,
 * where headings, boxes, tables and pictures would be a way to dress as that page. */
static const uint8_t comment_tags[] = {
    NWS_TAG_A,    NWS_TAG_BR,    NWS_TAG_EM,   NWS_TAG_STRONG, NWS_TAG_B,    NWS_TAG_I,
    NWS_TAG_U,    NWS_TAG_S,     NWS_TAG_DEL,  NWS_TAG_INS,    NWS_TAG_SUB,  NWS_TAG_SUP,
    NWS_TAG_MARK, NWS_TAG_SMALL, NWS_TAG_ABBR, NWS_TAG_Q,      NWS_TAG_CODE, NWS_TAG_KBD,
    NWS_TAG_SAMP, NWS_TAG_VAR,   NWS_TAG_CITE,
};

/* What can be safe beside an article's tags: media that a reader starts, old ways of dressing text,
 * elements that only show a state. iframe is not among them: a policy that names no host would let
 * any site show what it likes, and learn of every reader. */
static const uint8_t wide_tags[] = {
    NWS_TAG_AUDIO,    NWS_TAG_VIDEO,  NWS_TAG_SOURCE,   NWS_TAG_TRACK,  NWS_TAG_PICTURE,
    NWS_TAG_MAP,      NWS_TAG_AREA,   NWS_TAG_ACRONYM,  NWS_TAG_BIG,    NWS_TAG_CENTER,
    NWS_TAG_FONT,     NWS_TAG_STRIKE, NWS_TAG_TT,       NWS_TAG_DATA,   NWS_TAG_DIALOG,
    NWS_TAG_FIELDSET, NWS_TAG_LEGEND, NWS_TAG_HGROUP,   NWS_TAG_LABEL,  NWS_TAG_MENU,
    NWS_TAG_METER,    NWS_TAG_OUTPUT, NWS_TAG_PROGRESS, NWS_TAG_SEARCH,
};

static const grant wide_grants[] = {
    {NWS_TAG_A, NWS_ATTR_TYPE},
    {NWS_TAG_A, NWS_ATTR_NAME},
    {NWS_TAG_IMG, NWS_ATTR_SRCSET},
    {NWS_TAG_IMG, NWS_ATTR_SIZES},
    {NWS_TAG_IMG, NWS_ATTR_LOADING},
    {NWS_TAG_IMG, NWS_ATTR_DECODING},
    {NWS_TAG_IMG, NWS_ATTR_USEMAP},
    {NWS_TAG_IMG, NWS_ATTR_ALIGN},
    {NWS_TAG_MAP, NWS_ATTR_NAME},
    {NWS_TAG_AREA, NWS_ATTR_HREF},
    {NWS_TAG_AREA, NWS_ATTR_ALT},
    {NWS_TAG_AREA, NWS_ATTR_COORDS},
    {NWS_TAG_AREA, NWS_ATTR_SHAPE},
    {NWS_TAG_SOURCE, NWS_ATTR_SRC},
    {NWS_TAG_SOURCE, NWS_ATTR_SRCSET},
    {NWS_TAG_SOURCE, NWS_ATTR_SIZES},
    {NWS_TAG_SOURCE, NWS_ATTR_MEDIA},
    {NWS_TAG_SOURCE, NWS_ATTR_TYPE},
    {NWS_TAG_SOURCE, NWS_ATTR_WIDTH},
    {NWS_TAG_SOURCE, NWS_ATTR_HEIGHT},
    {NWS_TAG_TRACK, NWS_ATTR_SRC},
    {NWS_TAG_TRACK, NWS_ATTR_KIND},
    {NWS_TAG_TRACK, NWS_ATTR_LABEL},
    {NWS_TAG_TRACK, NWS_ATTR_SRCLANG},
    {NWS_TAG_TRACK, NWS_ATTR_DEFAULT},
    {NWS_TAG_AUDIO, NWS_ATTR_SRC},
    {NWS_TAG_AUDIO, NWS_ATTR_CONTROLS},
    {NWS_TAG_AUDIO, NWS_ATTR_LOOP},
    {NWS_TAG_AUDIO, NWS_ATTR_MUTED},
    {NWS_TAG_AUDIO, NWS_ATTR_PRELOAD},
    {NWS_TAG_VIDEO, NWS_ATTR_SRC},
    {NWS_TAG_VIDEO, NWS_ATTR_CONTROLS},
    {NWS_TAG_VIDEO, NWS_ATTR_LOOP},
    {NWS_TAG_VIDEO, NWS_ATTR_MUTED},
    {NWS_TAG_VIDEO, NWS_ATTR_PRELOAD},
    {NWS_TAG_VIDEO, NWS_ATTR_POSTER},
    {NWS_TAG_VIDEO, NWS_ATTR_WIDTH},
    {NWS_TAG_VIDEO, NWS_ATTR_HEIGHT},
    {NWS_TAG_VIDEO, NWS_ATTR_PLAYSINLINE},
    {NWS_TAG_DETAILS, NWS_ATTR_NAME},
    {NWS_TAG_DIALOG, NWS_ATTR_OPEN},
    {NWS_TAG_DATA, NWS_ATTR_VALUE},
    {NWS_TAG_METER, NWS_ATTR_VALUE},
    {NWS_TAG_METER, NWS_ATTR_MAX},
    {NWS_TAG_METER, NWS_ATTR_LOW},
    {NWS_TAG_METER, NWS_ATTR_HIGH},
    {NWS_TAG_METER, NWS_ATTR_OPTIMUM},
    {NWS_TAG_PROGRESS, NWS_ATTR_VALUE},
    {NWS_TAG_PROGRESS, NWS_ATTR_MAX},
    {NWS_TAG_LABEL, NWS_ATTR_FOR},
    {NWS_TAG_OUTPUT, NWS_ATTR_FOR},
    {NWS_TAG_FONT, NWS_ATTR_COLOR},
    {NWS_TAG_FONT, NWS_ATTR_FACE},
    {NWS_TAG_FONT, NWS_ATTR_SIZE},
    {NWS_TAG_TABLE, NWS_ATTR_BORDER},
    {NWS_TAG_TABLE, NWS_ATTR_CELLPADDING},
    {NWS_TAG_TABLE, NWS_ATTR_CELLSPACING},
    {NWS_TAG_TABLE, NWS_ATTR_SUMMARY},
    {NWS_TAG_TABLE, NWS_ATTR_WIDTH},
    {NWS_TAG_TD, NWS_ATTR_HEADERS},
    {NWS_TAG_TD, NWS_ATTR_WIDTH},
    {NWS_TAG_TH, NWS_ATTR_HEADERS},
    {NWS_TAG_TH, NWS_ATTR_WIDTH},
    {NWS_TAG_UL, NWS_ATTR_TYPE},
    {NWS_TAG_LI, NWS_ATTR_TYPE},
    {NWS_TAG_HR, NWS_ATTR_WIDTH},
    {NWS_TAG_HR, NWS_ATTR_SIZE},
};

/* For every tag. id only with a prefix before it (below); class not at all, but for what names a
 * language: it lends a text the looks of the page that shows it. */
static const uint8_t wide_anywhere[] = {
    NWS_ATTR_ALIGN,  NWS_ATTR_VALIGN, NWS_ATTR_BGCOLOR,   NWS_ATTR_CLEAR, NWS_ATTR_ID,
    NWS_ATTR_NOWRAP, NWS_ATTR_ROLE,   NWS_ATTR_TRANSLATE, NWS_ATTR_STYLE,
};

static void allow(nws_policy *policy, nws_tag tag, nws_attr attr)
{
    policy->by_tag[tag][(unsigned)attr / 64u] |= (uint64_t)1 << ((unsigned)attr % 64u);
}

static void allow_any(nws_policy *policy, nws_attr attr)
{
    policy->any_tag[(unsigned)attr / 64u] |= (uint64_t)1 << ((unsigned)attr % 64u);
}

static void set_actions(nws_policy *policy, const uint8_t *tags, size_t count, nws_action action)
{
    for (size_t i = 0; i < count; i++)
        policy->actions[tags[i]] = (uint8_t)action;
}

static void set_rename(nws_policy *policy, uint8_t from, uint8_t to)
{
    policy->actions[from] = NWS_ACTION_RENAME;
    policy->renames[from] = to;
}

static void make_article(nws_policy *policy)
{
    set_actions(policy, article_tags, sizeof article_tags, NWS_ACTION_KEEP);
    for (size_t i = 0; i < sizeof article_renames / sizeof article_renames[0]; i++)
        set_rename(policy, article_renames[i].from, article_renames[i].to);
    for (size_t i = 0; i < sizeof article_grants / sizeof article_grants[0]; i++)
        allow(policy, (nws_tag)article_grants[i].tag, (nws_attr)article_grants[i].attr);
    allow_any(policy, NWS_ATTR_LANG);
    allow_any(policy, NWS_ATTR_DIR);
    allow_any(policy, NWS_ATTR_TITLE);
    policy->image_schemes =
        NWS_SCHEME_HTTP | NWS_SCHEME_HTTPS | NWS_SCHEME_RELATIVE | NWS_SCHEME_NETWORK;
    policy->link_schemes =
        policy->image_schemes | NWS_SCHEME_MAILTO | NWS_SCHEME_TEL | NWS_SCHEME_FTP;
    policy->repairs = NWS_REPAIR_LAZY_IMAGES | NWS_REPAIR_NOSCRIPT | NWS_REPAIR_PROXIES |
                      NWS_REPAIR_DIMENSIONS | NWS_REPAIR_EMPTY | NWS_REPAIR_WRAPPERS |
                      NWS_REPAIR_PIXELS | NWS_REPAIR_CAPTIONS | NWS_REPAIR_TRACKING |
                      NWS_REPAIR_JOINS | NWS_REPAIR_BREAKS | NWS_REPAIR_LANGUAGES;
    policy->link_rel = "noopener noreferrer";
}

static void make_strict(nws_policy *policy)
{
    set_actions(policy, strict_tags, sizeof strict_tags, NWS_ACTION_KEEP);
    for (size_t i = 0; i < sizeof strict_paragraphs; i++)
        set_rename(policy, strict_paragraphs[i], NWS_TAG_P);
    allow(policy, NWS_TAG_A, NWS_ATTR_HREF);
    policy->link_schemes = NWS_SCHEME_HTTPS;
    policy->link_rel = "nofollow noopener noreferrer";
}

/* Links by strangers: vouched for by nobody, and to elsewhere only, for an address on this site is
 * not theirs to press. Blocks leave a line's end. */
static void make_comment(nws_policy *policy)
{
    set_actions(policy, comment_tags, sizeof comment_tags, NWS_ACTION_KEEP);
    allow(policy, NWS_TAG_A, NWS_ATTR_HREF);
    policy->link_schemes = NWS_SCHEME_HTTP | NWS_SCHEME_HTTPS;
    policy->link_rel = "nofollow noopener noreferrer ugc";
    policy->repairs = NWS_REPAIR_LINES | NWS_REPAIR_EMPTY;
}

/* Feed readers take a text through parsers of every age. */
static void make_feed(nws_policy *policy)
{
    make_article(policy);
    policy->actions[NWS_TAG_WBR] = NWS_ACTION_UNWRAP; /* old parsers give it an end tag */
    policy->repairs &=
        ~(uint32_t)NWS_REPAIR_CAPTIONS; /* a figure splits what old parsers keep whole */
    policy->portable = true;
}

static void make_wide(nws_policy *policy)
{
    static const nws_view prefixes[] = {{"aria-", 5}};
    static const nws_policy_rule items[] = {
        {.tag = NWS_TAG_METER, .name = {"min", 3}, .demand = NWS_DEMAND_GRANT}};
    static const nws_policy_rules rules = {
        .items = items,
        .count = 1,
        .prefixes = {prefixes, 1},
        /* a page's own scripts look elements up by id: a text must not be able to name one */
        .id_prefix = {"user-content-", 13},
    };
    make_article(policy);
    set_actions(policy, wide_tags, sizeof wide_tags, NWS_ACTION_KEEP);
    for (size_t i = 0; i < sizeof wide_grants / sizeof wide_grants[0]; i++)
        allow(policy, (nws_tag)wide_grants[i].tag, (nws_attr)wide_grants[i].attr);
    for (size_t i = 0; i < sizeof wide_anywhere; i++)
        allow_any(policy, (nws_attr)wide_anywhere[i]);
    policy->image_schemes |= NWS_SCHEME_DATA_IMAGE;
    policy->styles = nws_css_everything();
    policy->repairs &= ~(uint32_t)(NWS_REPAIR_EMPTY | NWS_REPAIR_WRAPPERS);
    policy->rules = &rules;
}

void nws_policy_preset(nws_policy *policy, nws_preset preset)
{
    static void (*const make[NWS_PRESET_COUNT])(nws_policy *) = {
        [NWS_PRESET_ARTICLE] = make_article, [NWS_PRESET_STRICT] = make_strict,
        [NWS_PRESET_COMMENT] = make_comment, [NWS_PRESET_FEED] = make_feed,
        [NWS_PRESET_WIDE] = make_wide,
    };
    memset(policy, 0, sizeof *policy);
    set_actions(policy, dropped, sizeof dropped, NWS_ACTION_DROP);
    if (make[preset] != NULL)
        make[preset](policy);
}
