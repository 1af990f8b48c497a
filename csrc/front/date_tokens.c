/* The words that dates are written with, and the scanner that finds them. Apart from date.c because
 * this is spelling, and that is grammar.
 */
#include "front/date_tokens.h"

enum { MAX_NUMBER_DIGITS = 18 };

typedef struct date_word {
    nws_view text;
    nws_token_kind kind;
    int value;
} date_word;

#define WORD(literal, kind, value) {{(literal), sizeof(literal) - 1}, NWS_TOKEN_##kind, (value)}

/* ASCII words: all letters of a run must match, in any case. */
static const date_word ascii_words[] = {
    WORD("t", T, 0),
    WORD("z", Z, 0),
    WORD("am", HALF, NWS_HALF_AM),
    WORD("pm", HALF, NWS_HALF_PM),
    WORD("at", AT, 0),
    WORD("mon", WEEKDAY, 1),
    WORD("tue", WEEKDAY, 2),
    WORD("wed", WEEKDAY, 3),
    WORD("thu", WEEKDAY, 4),
    WORD("fri", WEEKDAY, 5),
    WORD("sat", WEEKDAY, 6),
    WORD("sun", WEEKDAY, 7),
    WORD("tues", WEEKDAY, 2),
    WORD("thur", WEEKDAY, 4),
    WORD("thurs", WEEKDAY, 4),
    WORD("monday", WEEKDAY, 1),
    WORD("tuesday", WEEKDAY, 2),
    WORD("wednesday", WEEKDAY, 3),
    WORD("thursday", WEEKDAY, 4),
    WORD("friday", WEEKDAY, 5),
    WORD("saturday", WEEKDAY, 6),
    WORD("sunday", WEEKDAY, 7),
    WORD("jan", MONTH, 1),
    WORD("feb", MONTH, 2),
    WORD("mar", MONTH, 3),
    WORD("apr", MONTH, 4),
    WORD("may", MONTH, 5),
    WORD("jun", MONTH, 6),
    WORD("jul", MONTH, 7),
    WORD("aug", MONTH, 8),
    WORD("sep", MONTH, 9),
    WORD("sept", MONTH, 9),
    WORD("oct", MONTH, 10),
    WORD("nov", MONTH, 11),
    WORD("dec", MONTH, 12),
    WORD("january", MONTH, 1),
    WORD("february", MONTH, 2),
    WORD("march", MONTH, 3),
    WORD("april", MONTH, 4),
    WORD("june", MONTH, 6),
    WORD("july", MONTH, 7),
    WORD("august", MONTH, 8),
    WORD("september", MONTH, 9),
    WORD("october", MONTH, 10),
    WORD("november", MONTH, 11),
    WORD("december", MONTH, 12),
    WORD("utc", UTC, 0),
    WORD("gmt", UTC, 0),
    WORD("ut", UTC, 0),
    /* https://www.rfc-editor.org/rfc/rfc2822#section-4.3, all but CST */
    WORD("est", ZONE, -300),
    WORD("edt", ZONE, -240),
    WORD("cdt", ZONE, -300),
    WORD("mst", ZONE, -420),
    WORD("mdt", ZONE, -360),
    WORD("pst", ZONE, -480),
    WORD("pdt", ZONE, -420),
    /* names that are in use for one zone only */
    WORD("akst", ZONE, -540),
    WORD("akdt", ZONE, -480),
    WORD("hst", ZONE, -600),
    WORD("wet", ZONE, 0),
    WORD("west", ZONE, 60),
    WORD("cet", ZONE, 60),
    WORD("cest", ZONE, 120),
    WORD("eet", ZONE, 120),
    WORD("eest", ZONE, 180),
    WORD("msk", ZONE, 180),
    WORD("hkt", ZONE, 480),
    WORD("sgt", ZONE, 480),
    WORD("jst", ZONE, 540),
    WORD("kst", ZONE, 540),
    WORD("aest", ZONE, 600),
    WORD("aedt", ZONE, 660),
    WORD("nzst", ZONE, 720),
    WORD("nzdt", ZONE, 780),
    WORD("cst", VAGUE, 0), /* America, China, Cuba, Australia */
    WORD("ist", VAGUE, 0), /* India, Israel, Ireland */
    WORD("bst", VAGUE, 0), /* Britain, Bangladesh, Bougainville */
    WORD("ast", VAGUE, 0), /* the Atlantic, Arabia */
    WORD("adt", VAGUE, 0),
    WORD("sst", VAGUE, 0), /* Samoa, Singapore */
    WORD("gst", VAGUE, 0), /* the Gulf, South Georgia */
    WORD("ect", VAGUE, 0), /* Ecuador, the eastern Caribbean */
    WORD("amt", VAGUE, 0), /* the Amazon, Armenia */
};

/* Chinese and Japanese words stand without blanks between them: the first that begins the text is
 * taken, so a longer word comes before its own beginning. */
static const date_word han_words[] = {
    WORD("年", UNIT, 'Y'),
    WORD("月", UNIT, 'M'),
    WORD("日", UNIT, 'D'),
    WORD("号", UNIT, 'D'),
    WORD("號", UNIT, 'D'),
    WORD("时", UNIT, 'h'),
    WORD("時", UNIT, 'h'),
    WORD("点", UNIT, 'h'),
    WORD("點", UNIT, 'h'),
    WORD("分", UNIT, 'm'),
    WORD("秒", UNIT, 's'),
    WORD("：", MARK, ':'),
    WORD("，", MARK, ','),
    WORD("上午", HALF, NWS_HALF_AM),
    WORD("凌晨", HALF, NWS_HALF_AM),
    WORD("早上", HALF, NWS_HALF_AM),
    WORD("午前", HALF, NWS_HALF_AM),
    WORD("下午", HALF, NWS_HALF_PM),
    WORD("午後", HALF, NWS_HALF_PM),
    WORD("中午", HALF, NWS_HALF_NOON),
    WORD("晚上", HALF, NWS_HALF_EVENING),
    WORD("星期一", WEEKDAY, 1),
    WORD("星期二", WEEKDAY, 2),
    WORD("星期三", WEEKDAY, 3),
    WORD("星期四", WEEKDAY, 4),
    WORD("星期五", WEEKDAY, 5),
    WORD("星期六", WEEKDAY, 6),
    WORD("星期日", WEEKDAY, 7),
    WORD("星期天", WEEKDAY, 7),
    WORD("周一", WEEKDAY, 1),
    WORD("周二", WEEKDAY, 2),
    WORD("周三", WEEKDAY, 3),
    WORD("周四", WEEKDAY, 4),
    WORD("周五", WEEKDAY, 5),
    WORD("周六", WEEKDAY, 6),
    WORD("周日", WEEKDAY, 7),
};

/* Bytes of the white space or the comment that text begins with; 0 for anything else. */
static size_t blank_length(nws_view text)
{
    if (nws_is_space((unsigned char)text.data[0]))
        return 1;
    if (nws_view_starts(text, NWS_VIEW("\xC2\xA0"))) /* U+00A0 */
        return 2;
    if (nws_view_starts(text, NWS_VIEW("\xE2\x80\xAF")) || /* U+202F */
        nws_view_starts(text, NWS_VIEW("\xE3\x80\x80")))   /* U+3000 */
        return 3;
    if (text.data[0] != '(')
        return 0;
    const char *close = memchr(text.data, ')', text.length);
    return close == NULL ? 0 : (size_t)(close - text.data) + 1;
}

static void set_number(nws_token *token, nws_view text)
{
    size_t length = 0;
    int64_t value = 0;
    for (; length < text.length && nws_is_digit((unsigned char)text.data[length]); length++)
        if (length < MAX_NUMBER_DIGITS)
            value = value * 10 + (text.data[length] - '0');
    token->kind = NWS_TOKEN_NUMBER;
    token->value = length <= MAX_NUMBER_DIGITS ? value : -1;
    token->text = nws_view_slice(text, 0, length);
}

static bool set_word(nws_token *token, nws_view text)
{
    size_t length = 0;
    while (length < text.length && nws_is_alpha((unsigned char)text.data[length]))
        length++;
    const nws_view word = nws_view_slice(text, 0, length);
    for (size_t i = 0; i < sizeof ascii_words / sizeof *ascii_words; i++) {
        if (nws_view_equal_nocase(word, ascii_words[i].text)) {
            *token = (nws_token){ascii_words[i].kind, token->spaced, ascii_words[i].value, word};
            return true;
        }
    }
    return false;
}

static bool set_other(nws_token *token, nws_view text)
{
    static const char marks[] = "-/.:,+";
    const unsigned char byte = (unsigned char)text.data[0];
    if (byte < 0x80) {
        *token = (nws_token){NWS_TOKEN_MARK, token->spaced, byte, nws_view_slice(text, 0, 1)};
        return memchr(marks, byte, sizeof marks - 1) != NULL;
    }
    for (size_t i = 0; i < sizeof han_words / sizeof *han_words; i++) {
        if (nws_view_starts(text, han_words[i].text)) {
            *token = (nws_token){han_words[i].kind, token->spaced, han_words[i].value,
                                 nws_view_slice(text, 0, han_words[i].text.length)};
            return true;
        }
    }
    return false;
}

bool nws_date_tokens(nws_view text, nws_token tokens[NWS_DATE_TOKENS])
{
    size_t count = 0;
    bool spaced = false;
    while (text.length > 0) {
        size_t length = blank_length(text);
        if (length > 0) {
            spaced = true;
        } else {
            if (count + 1 == NWS_DATE_TOKENS)
                return false;
            nws_token *token = &tokens[count++];
            token->spaced = spaced;
            const unsigned char byte = (unsigned char)text.data[0];
            if (nws_is_digit(byte))
                set_number(token, text);
            else if (!(nws_is_alpha(byte) ? set_word(token, text) : set_other(token, text)))
                return false;
            length = token->text.length;
            spaced = false;
        }
        text = nws_view_slice(text, length, text.length);
    }
    tokens[count] = (nws_token){NWS_TOKEN_END, spaced, 0, NWS_VIEW_NONE};
    return true;
}
