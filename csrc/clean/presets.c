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
    policy->link_schemes = NWS_SCHEME_HTTP | NWS_SCHEME_HTTPS | NWS_SCHEME_MAILTO | NWS_SCHEME_TEL |
                           NWS_SCHEME_FTP | NWS_SCHEME_RELATIVE;
    policy->image_schemes = NWS_SCHEME_HTTP | NWS_SCHEME_HTTPS | NWS_SCHEME_RELATIVE;
    policy->repairs = NWS_REPAIR_LAZY_IMAGES | NWS_REPAIR_NOSCRIPT | NWS_REPAIR_PROXIES |
                      NWS_REPAIR_DIMENSIONS | NWS_REPAIR_EMPTY | NWS_REPAIR_WRAPPERS |
                      NWS_REPAIR_PIXELS | NWS_REPAIR_CAPTIONS | NWS_REPAIR_TRACKING |
                      NWS_REPAIR_JOINS | NWS_REPAIR_BREAKS;
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

void nws_policy_preset(nws_policy *policy, nws_preset preset)
{
    memset(policy, 0, sizeof *policy);
    set_actions(policy, dropped, sizeof dropped, NWS_ACTION_DROP);
    if (preset == NWS_PRESET_ARTICLE)
        make_article(policy);
    else if (preset == NWS_PRESET_STRICT)
        make_strict(policy);
}
