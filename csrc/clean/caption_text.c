/* What the words of a caption look like, and how markup names one.
 *
 * Separate from caption.c, which knows where captions stand: these lists grow with what is seen on
 * pages. A caption that is not found costs little, article text taken for one breaks the article,
 * so words that nothing marks must be few, without a clause's end, and no line that pages put
 * behind an image for another reason.
 */
#include "clean/caption.h"

#include "base/unicode.h"
#include "base/utf8.h"

#include <assert.h>

#define COUNT(list) (sizeof(list) / sizeof(list)[0])
#define TEXT(literal) {literal, sizeof(literal) - 1}

/* A beginning. The phrases of a list are in the order of their bytes and none begins with another,
 * so at most one begins a text: the last that does not come after it. */
typedef char phrase[20];

/* Names of classes, or what they contain. */
static const nws_view class_names[] = {
    TEXT("caption"),    TEXT("img-desc"),   TEXT("imgdesc"),  TEXT("img_desc"), TEXT("image-desc"),
    TEXT("image_desc"), TEXT("pic-desc"),   TEXT("picdesc"),  TEXT("pic_desc"), TEXT("photo-desc"),
    TEXT("pictext"),    TEXT("pic-text"),   TEXT("pic_text"), TEXT("img-text"), TEXT("image-text"),
    TEXT("img-info"),   TEXT("image-info"), TEXT("pic-info"), TEXT("picinfo"),  TEXT("image-title"),
    TEXT("img-title"),  TEXT("pic-title"),  TEXT("tuzhu"),    TEXT("tushuo"),
};

/* Beginnings that only captions have, whatever follows; this list and those below in the order of
 * their bytes. */
static const phrase cues[] = {
    "(Photo",
    "Caption:",
    "Illustration by ",
    "Illustration:",
    "Image credit",
    "Image source",
    "Image via ",
    "Image:",
    "Photo by ",
    "Photo credit",
    "Photo:",
    "Photograph:",
    "Picture:",
    "↑",
    "▲",
    "△",
    "写真：",
    "图/",
    "图:",
    "图|",
    "图丨",
    "图为",
    "图注",
    "图源",
    "图片来源",
    "图片来自",
    "图片说明",
    "图片：",
    "图说",
    "图：",
    "图｜",
    "圖為",
    "圖片來源",
    "圖：",
    "画像：",
    "資料圖",
    "资料图",
    "配图：",
};

/* Beginnings that need a number and a separator behind them: "Figure 2: ..." is a caption,
 * "Figure 2 shows ..." and "Figure out ..." are not. */
static const phrase numbered[] = {"Abb. ", "Fig ", "Fig. ", "Figure ", "図", "图", "圖", "그림 "};

/* These point to what comes after them. */
static const phrase announcing[] = {"↓", "▼", "▽"};

/* Lines that pages put behind an image for another reason. */
static const phrase lines[] = {
    "Advertisement", "By ",         "Click",    "Continue", "Download", "Follow", "Next",
    "Note",          "Originally ", "Previous", "Read ",    "Related",  "See ",   "Share",
    "Source",        "Subscribe",   "Tip",      "↓",        "▼",        "▽",      "上一",
    "下一",          "二维码",      "作者",     "來源",     "关注",     "分享",   "原文",
    "原标题",        "广告",        "延伸",     "扫描",     "扫码",     "推荐",   "文/",
    "文丨",          "文｜",        "更多",     "本文",     "来源",     "查看",   "点击",
    "相关",          "编辑",        "记者",     "責任編輯", "责任编辑", "责编",   "转载",
    "长按",          "阅读",
};

/* The first eight bytes as a number, with zeros behind the end: such numbers are ordered as texts
 * are, but for equal ones. */
static uint64_t head_of(const char *bytes, size_t length)
{
    return length == 0 ? 0 : __builtin_bswap64(nws_name_word(bytes, length));
}

#ifdef NWS_DEBUG
/* What find_beginning() relies on: see phrase. */
static bool is_in_order(const phrase *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (list[i][0] == '\0' || memchr(list[i], '\0', sizeof(phrase)) == NULL ||
            (i > 0 && (strcmp(list[i - 1], list[i]) >= 0 ||
                       strncmp(list[i], list[i - 1], strlen(list[i - 1])) == 0)))
            return false;
    return true;
}
#endif

/* Length of the phrase of a list that text begins with, or 0. The list is searched by halves. */
static size_t find_beginning(nws_view text, const phrase *list, size_t count)
{
#ifdef NWS_DEBUG
    assert(is_in_order(list, count));
#endif
    const uint64_t head = head_of(text.data, text.length);
    size_t at = 0;
    for (size_t left = count, half; left > 1; left -= half) {
        half = left / 2;
        at += head_of(list[at + half], sizeof(phrase)) <= head ? half : 0;
    }
    for (;; at--) { /* phrases of more than eight bytes may have one number */
        const nws_view beginning = nws_view_of(list[at], strlen(list[at]));
        if (nws_view_starts(text, beginning))
            return beginning.length;
        if (at == 0 || head_of(list[at], sizeof(phrase)) != head)
            return 0;
    }
}

static bool begins(nws_view text, const phrase *list, size_t count)
{
    return find_beginning(text, list, count) > 0;
}

/* Words before the name that say that there is none: "nocaption", "no-caption", "imgNoCaption". */
static bool is_denied(nws_view before)
{
    static const nws_view words[] = {TEXT("no"), TEXT("without"), TEXT("hide")};
    while (before.length > 0 &&
           (before.data[before.length - 1] == '-' || before.data[before.length - 1] == '_'))
        before.length--;
    for (size_t i = 0; i < COUNT(words); i++) {
        const size_t start = before.length - words[i].length;
        if (before.length < words[i].length ||
            !nws_view_equal_nocase(nws_view_slice(before, start, words[i].length), words[i]))
            continue;
        const char first = before.data[start], last = start > 0 ? before.data[start - 1] : '-';
        if (!nws_is_alpha((unsigned char)last) || (first < 'a' && last >= 'a'))
            return true; /* a word of its own: not "piano-caption" */
    }
    return false;
}

/* Whether a name, which holds no blank, has part in it and nothing that denies it. */
static bool names_caption(nws_view name, nws_view part)
{
    for (size_t i = 0; i + part.length <= name.length; i++)
        if (nws_view_equal_nocase(nws_view_slice(name, i, part.length), part) &&
            !is_denied(nws_view_slice(name, 0, i)))
            return true;
    return false;
}

bool nws_caption_class(nws_view names)
{
    const char *at = names.data, *end = names.data + names.length;
    while (at < end) {
        const char *start = at;
        while (at < end && !nws_is_space((unsigned char)*at))
            at++;
        const nws_view name = nws_view_of(start, (size_t)(at - start));
        for (size_t i = 0; i < COUNT(class_names); i++)
            if (names_caption(name, class_names[i]))
                return true;
        at += at < end;
    }
    return false;
}

bool nws_caption_centred(nws_view style)
{
    static const nws_view property = TEXT("text-align");
    for (size_t i = 0; i + property.length < style.length; i++) {
        if (!nws_view_equal_nocase(nws_view_slice(style, i, property.length), property))
            continue;
        nws_view value = nws_view_trim(nws_view_slice(style, i + property.length, style.length));
        value = nws_view_trim(nws_view_slice(value, 1, value.length)); /* the colon */
        if (nws_view_equal_nocase(nws_view_slice(value, 0, 6), NWS_VIEW("center")))
            return true;
    }
    return false;
}

/* "2: ", "3.1 ", "一、": a number with something behind it that separates. */
static bool separates(nws_view rest)
{
    static const phrase separators[] = {" -", " |", " –", " —", ")",  ". ",
                                        ":",  "　", "、", "．", "：", "｜"};
    size_t digits = rest.length > 0 && rest.data[0] == ' ' ? 1 : 0, end = digits;
    while (end < rest.length &&
           (nws_is_digit((unsigned char)rest.data[end]) ||
            ((rest.data[end] == '-' || rest.data[end] == '.') && end + 1 < rest.length &&
             nws_is_digit((unsigned char)rest.data[end + 1]))))
        end++;
    return end > digits &&
           begins(nws_view_slice(rest, end, rest.length), separators, COUNT(separators));
}

static bool is_numbered(nws_view text)
{
    const size_t length = find_beginning(text, numbered, COUNT(numbered));
    return length > 0 && separates(nws_view_slice(text, length, text.length));
}

/* A punctuation mark that ends a clause or announces more; rest is what follows it. */
static bool ends_clause(uint32_t point, nws_view rest)
{
    switch (point) {
    case 0x3002: /* 。 */
    case 0xFF0C: /* ， */
    case 0xFF01: /* ！ */
    case 0xFF1F: /* ？ */
    case 0xFF1B: /* ； */
    case 0xFF1A: /* ： */
    case 0x2026: /* … */ return true;
    case '.':
    case ',':
    case '!':
    case '?':
    case ';':
    case ':': return rest.length == 0 || rest.data[0] == ' ';
    default: return false;
    }
}

/* Something is said in it, and no clause comes to an end. */
static bool is_label(nws_view text)
{
    const char *at = text.data, *end = at + text.length;
    bool letters = false;
    while (at < end) {
        const uint32_t point = nws_utf8_next(&at);
        if (ends_clause(point, nws_view_of(at, (size_t)(end - at))))
            return false;
        const nws_script_class class = nws_unicode_class(point);
        letters |= class != NWS_SCRIPT_OTHER && class != NWS_SCRIPT_MARK && !(point - '0' < 10u);
    }
    return letters;
}

/* "1.", "2)", "一、", "-", "@": the beginning of an item, a heading or a mention. */
static bool is_listed(nws_view text)
{
    static const phrase ordinals[] = {"·",    "•",    "一、", "七、", "三、", "九、",
                                      "二、", "五、", "八、", "六、", "十、", "四、"};
    const unsigned char first = (unsigned char)text.data[0];
    return nws_is_digit(first) || first == '-' || first == '*' || first == '#' || first == '@' ||
           first == '>' || begins(text, ordinals, COUNT(ordinals));
}

/* "（编辑 …）": the line that a bracket opens. */
static nws_view past_bracket(nws_view text)
{
    static const nws_view brackets[] = {TEXT("（"), TEXT("("), TEXT("【"), TEXT("[")};
    for (size_t i = 0; i < COUNT(brackets); i++)
        if (nws_view_starts(text, brackets[i]))
            return nws_view_slice(text, brackets[i].length, text.length);
    return text;
}

bool nws_caption_announces(const nws_caption_words *words)
{
    return begins(nws_view_of(words->data, words->length), announcing, COUNT(announcing)) &&
           words->points <= NWS_MAX_CUED_CAPTION;
}

bool nws_caption_fits(const nws_caption_words *words, nws_caption_mark mark)
{
    const nws_view text = nws_view_of(words->data, words->length);
    if (text.length == 0 || words->points > NWS_MAX_CAPTION)
        return false;
    if (mark == NWS_CAPTION_NAMED)
        return true;
    if (words->points <= NWS_MAX_CUED_CAPTION &&
        (begins(text, cues, COUNT(cues)) || is_numbered(text)))
        return true;
    if (mark == NWS_CAPTION_NONE || words->broken ||
        begins(past_bracket(text), lines, COUNT(lines)))
        return false;
    if (mark == NWS_CAPTION_SLANTED)
        return words->points <= NWS_MAX_CUED_CAPTION;
    return words->points <= NWS_MAX_BARE_CAPTION && !words->bold && !words->linked &&
           !is_listed(text) && is_label(text);
}
