/* URLs: schemes as a browser reads them, resolution by RFC 3986's examples, proxies and srcsets. */
#include "clean/policy.h"
#include "clean/url.h"
#include "harness.h"

static nws_view view(const char *text)
{
    return nws_view_of(text, strlen(text));
}

static void test_schemes(void)
{
    static const struct {
        const char *url;
        uint32_t scheme;
    } cases[] = {
        {"http://e", NWS_SCHEME_HTTP},
        {"HTTPS:e", NWS_SCHEME_HTTPS},
        {"mailto:a@b", NWS_SCHEME_MAILTO},
        {"tel:1", NWS_SCHEME_TEL},
        {"ftp://e", NWS_SCHEME_FTP},
        {"", NWS_SCHEME_RELATIVE},
        {"a/b:c", NWS_SCHEME_RELATIVE},
        {"//e/x", NWS_SCHEME_NETWORK},
        {"\\\\e/x", NWS_SCHEME_NETWORK},
        {" /\t/e", NWS_SCHEME_NETWORK},
        {"/e//x", NWS_SCHEME_RELATIVE},
        {"?a:b", NWS_SCHEME_RELATIVE},
        {"#a:b", NWS_SCHEME_RELATIVE},
        {"1http:x", NWS_SCHEME_RELATIVE}, /* a scheme begins with a letter */
        {":x", NWS_SCHEME_RELATIVE},
        {"\xE4\xB8\xAD:x", NWS_SCHEME_RELATIVE},
        {"data:image/png;base64,x", NWS_SCHEME_DATA_IMAGE},
        {"DATA:IMAGE/GIF,x", NWS_SCHEME_DATA_IMAGE},
        {"data:image/svg+xml,x", 0},
        {"data:image/pngx,x", 0},
        {"data:text/html,x", 0},
        {"data:", 0},
        {"javascript:x", 0},
        {"JaVaScRiPt:x", 0},
        {" \x01javascript:x", 0},
        {"java\tscr\nipt\r:x", 0},
        {"h\tttp:x", NWS_SCHEME_HTTP},
        {"vbscript:x", 0},
        {"blob:x", 0},
        {"file:///etc", 0},
        {"foo:bar", 0},
        {"averyveryverylongscheme:x", 0},
        {"\xC2\xA0javascript:x", 0},
        {"\xE2\x80\x8Bjava script:x", 0},
        {"`data:x", 0},
        {"a/\xC2\xA0javascript:x", NWS_SCHEME_RELATIVE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (!CHECK(nws_url_scheme(view(cases[i].url)) == cases[i].scheme))
            fprintf(stderr, "  %s\n", cases[i].url);
}

static void test_strip(nws_arena *arena)
{
    const char *plain = "http://e/a b";
    CHECK(nws_url_strip(arena, view(plain)).data == plain);
    CHECK_TEXT(nws_url_strip(arena, view(" \x02 http://e/\tx\r\ny \n")), "http://e/xy");
    CHECK_TEXT(nws_url_strip(arena, view(" \n ")), "");
    CHECK_TEXT(nws_url_strip(arena, NWS_VIEW_NONE), "");
}

/* https://www.rfc-editor.org/rfc/rfc3986#section-5.4 */
static void test_resolve(nws_arena *arena)
{
    static const char *const cases[][2] = {
        {"g", "http://a/b/c/g"},
        {"./g", "http://a/b/c/g"},
        {"g/", "http://a/b/c/g/"},
        {"/g", "http://a/g"},
        {"//g", "http://g"},
        {"?y", "http://a/b/c/d;p?y"},
        {"g?y", "http://a/b/c/g?y"},
        {"#s", "http://a/b/c/d;p?q#s"},
        {"g#s", "http://a/b/c/g#s"},
        {"g?y#s", "http://a/b/c/g?y#s"},
        {";x", "http://a/b/c/;x"},
        {"", "http://a/b/c/d;p?q"},
        {".", "http://a/b/c/"},
        {"./", "http://a/b/c/"},
        {"..", "http://a/b/"},
        {"../g", "http://a/b/g"},
        {"../..", "http://a/"},
        {"../../g", "http://a/g"},
        {"../../../g", "http://a/g"},
        {"/./g", "http://a/g"},
        {"/../g", "http://a/g"},
        {"g.", "http://a/b/c/g."},
        {"..g", "http://a/b/c/..g"},
        {"./../g", "http://a/b/g"},
        {"g/./h", "http://a/b/c/g/h"},
        {"g/../h", "http://a/b/c/h"},
        {"g?y/../x", "http://a/b/c/g?y/../x"},
        {"g#s/../x", "http://a/b/c/g#s/../x"},
        {"\\g", "http://a/g"},
        {"..\\g", "http://a/b/g"},
        {"https://x/y", "https://x/y"},
        {"mailto:x", "mailto:x"},
        {" g\n", "http://a/b/c/g"},
        {"///g/x", "http://g/x"}, /* not the RFC's: two slashes or more, to a browser */
        {"\\/\\g", "http://g"},
    };
    nws_view resolved;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CHECK(nws_url_resolve(arena, view("http://a/b/c/d;p?q"), view(cases[i][0]), &resolved) ==
              NWS_OK);
        CHECK_TEXT(resolved, cases[i][1]);
    }
    CHECK(nws_url_resolve(arena, NWS_VIEW(""), view("g"), &resolved) == NWS_OK);
    CHECK_TEXT(resolved, "g");
    CHECK(nws_url_resolve(arena, view("https://a"), view("g"), &resolved) == NWS_OK);
    CHECK_TEXT(resolved, "https://a/g");
    CHECK(nws_url_resolve(arena, view("https:///a/b/"), view("../../g"), &resolved) == NWS_OK);
    CHECK_TEXT(resolved, "https:///a/g");
    CHECK(nws_url_resolve(arena, view("https:///a/b/"), view("/g"), &resolved) == NWS_OK);
    CHECK_TEXT(resolved, "https:///a/g");
}

static void test_unproxy(nws_arena *arena)
{
    static const nws_view prefixes[] = {{"https://my.proxy/", 17}};
    static const char *const cases[][2] = {
        {"https://p.example/?http://e/a.jpg", "http://e/a.jpg"},
        {"https://p.example/?https://e/a?b=c&d=e", "https://e/a?b=c&d=e"},
        {"https://p/?https://q/?http://e/a", "http://e/a"},
        /* NWS_MAX_PROXIES, and one more */
        {"https://p/?https://q/?https://r/?https://s/?http://e/a", "http://e/a"},
        {"https://o/?https://p/?https://q/?https://r/?https://s/?http://e/a",
         "https://o/?https://p/?https://q/?https://r/?https://s/?http://e/a"},
        {"https://p/i?url=http://e/a.png&w=1", "http://e/a.png"},
        {"https://p/i?w=1&u=https%3A%2F%2Fe%2Fa%20b.webp", "https://e/a%20b.webp"},
        {"https://p/i?u=https%3A%2F%2Fe%2Fpage", "https://p/i?u=https%3A%2F%2Fe%2Fpage"},
        {"https://my.proxy/http://e/a", "http://e/a"},
        {"https://my.proxy/https%3A%2F%2Fe%2Fa", "https://e/a"},
        {"https://my.proxy/a.jpg", "https://my.proxy/a.jpg"},
        {"http://e/a.jpg?x=1", "http://e/a.jpg?x=1"},
        {"a.jpg?http://e/a", "a.jpg?http://e/a"},
        {"https://cors.example/https://e/a", "https://e/a"},
        {"https://cors.example:8080/https%3A%2F%2Fe%2Fa", "https://e/a"},
        {"https://archive.example/web/2020/https://e/a.jpg",
         "https://archive.example/web/2020/https://e/a.jpg"},
        {"https://c.example/image/fetch/w_9,f_auto/https%3A%2F%2Fe%2Fa.png", "https://e/a.png"},
        {"https://c.example/x/image/fetch/https://e/a", "https://e/a"},
        {"https://c.example/image/fetch/w_9/a.png", "https://c.example/image/fetch/w_9/a.png"},
        {"https://p/i?u=https%3A%2F%2Fe%2F%4Ga%G1b%2%41.png", "https://e/%4Ga%G1b%2A.png"},
        {"https://i1.wp.com/e.org/a.jpg", "http://e.org/a.jpg"},
        {"https://i2.wp.com/e.org/a.jpg", "http://e.org/a.jpg"},
        {"https://i0.wp.com/e.org/a.jpg?resize=9&ssl=1", "https://e.org/a.jpg"},
        {"https://I3.wp.com/e.org/a.jpg", "http://e.org/a.jpg"},
        {"https:///i0.wp.com/e.org/a.jpg", "http://e.org/a.jpg"},
        {"https://i0.wp.com/a.jpg", "https://i0.wp.com/a.jpg"},
        /* a scheme and two slashes are no address yet */
        {"https://p/https://", "https://p/https://"},
        {"https://p/http://", "https://p/http://"},
        {"https://p/?https://", "https://p/?https://"},
        {"https://my.proxy/https%3A%2F%2F", "https://my.proxy/https%3A%2F%2F"},
        {"https://p/https://x", "https://x"},
        {"https://p/http://x", "http://x"},
        {"https://p/HTTPS://x", "HTTPS://x"},
        {"https://p/HTTPS://", "https://p/HTTPS://"},
        /* image/fetch/ before the query only, whole, and the first of two */
        {"https://c/a?b/image/fetch/http://e/a", "https://c/a?b/image/fetch/http://e/a"},
        {"https://c/image/fetch?/http://e/a", "https://c/image/fetch?/http://e/a"},
        {"https://c/mage/fetch/http://e/a", "https://c/mage/fetch/http://e/a"},
        {"https://c/image/fetch/", "https://c/image/fetch/"},
        {"https://c/image/fetch/x/image/fetch/http://e/a", "http://e/a"},
        {"https://c/ximage/fetch/http://e/a", "http://e/a"},
        {"https://images.weserv.nl/?url=ssl:e.org/a&w=9", "https://e.org/a"},
        {"https://wsrv.nl/?url=e.org%2Fa.jpg", "http://e.org/a.jpg"},
        {"https://images.weserv.nl/?url=http://e/a", "http://e/a"},
        {"https://images.weserv.nl/docs", "https://images.weserv.nl/docs"},
        {"https://t/timthumb.php?w=9&src=http://e/a.jpg", "http://e/a.jpg"},
        {"https://t/p?src=http://e/page", "https://t/p?src=http://e/page"},
        /* a blank before the end of a parameter, and what decoding brings forth */
        {"https://wsrv.nl/?url=ssl:e.org/a &w=9", "https://e.org/a"},
        {"https://p/?u=https%3A%2F%2Fi2.wp.com%2Fe.org%2Fa.jpg&w=9", "http://e.org/a.jpg"},
        {"https://i4.wp.com/e.org/a.jpg", "https://i4.wp.com/e.org/a.jpg"},
        {"https://WSRV.nl/?url=e.org/a.jpg", "http://e.org/a.jpg"},
        {"http://", "http://"},
        {"http://h", "http://h"},
        {"", ""},
    };
    nws_view target;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CHECK(nws_url_unproxy(arena, view(cases[i][0]), prefixes, 1, true, &target) == NWS_OK);
        CHECK_TEXT(target, cases[i][1]);
    }
    CHECK(nws_url_unproxy(arena, view("https://p/?http://e/a"), NULL, 0, false, &target) == NWS_OK);
    CHECK_TEXT(target, "https://p/?http://e/a");
}

static void test_untrack(nws_arena *arena)
{
    static const char *const cases[][2] = {
        {"http://e/a?utm_source=x", "http://e/a"},
        {"http://e/a?UTM_Medium=x&b=1&fbclid=y#z", "http://e/a?b=1#z"},
        {"/a?b=1&gclid", "/a?b=1"},
        {"/a?utm_x&c", "/a?c"},
        {"/a?", "/a?"},
        {"/a?b=utm_source&utmost=1&c=%26utm_x", "/a?b=utm_source&utmost=1&c=%26utm_x"},
        {"/a?x&&y&utm_a=1", "/a?x&&y"},
        {"?utm_source=x", "?utm_source=x"},
        {"#?utm_source=x", "#?utm_source=x"},
        {"/a#b?utm_source=x", "/a#b?utm_source=x"},
        {"mailto:a@b?subject=x", "mailto:a@b?subject=x"},
        {"", ""},
    };
    nws_view plain, again;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CHECK(nws_url_untrack(arena, view(cases[i][0]), &plain) == NWS_OK);
        CHECK_TEXT(plain, cases[i][1]);
        CHECK(nws_url_untrack(arena, plain, &again) == NWS_OK && again.data == plain.data);
    }
}

static void test_candidates(void)
{
    nws_view list =
        NWS_VIEW(" , a.jpg 320w,b.jpg 2x , c.jpg, d.jpg 1.5x, data:x,y 1x, e.jpg (a, b c) 0.5q,");
    static const struct {
        const char *url;
        uint32_t score;
    } wanted[] = {{"a.jpg", 1u << 30 | 320}, {"b.jpg", 2000},    {"c.jpg", 1000},
                  {"d.jpg", 1500},           {"data:x,y", 1000}, {"e.jpg", 0}};
    nws_candidate candidate;
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        CHECK(nws_url_candidate(&list, &candidate));
        CHECK_TEXT(candidate.url, wanted[i].url);
        CHECK(candidate.score == wanted[i].score);
        CHECK(i != 3 || nws_view_equal(candidate.descriptor, NWS_VIEW("1.5x")));
    }
    CHECK(!nws_url_candidate(&list, &candidate));
    list = NWS_VIEW("a 9999999x, b 999999.9999x, c 1w, d 1.23456x");
    static const uint32_t scores[] = {999999000, 999999999, 1u << 30 | 1, 1234};
    for (size_t i = 0; i < sizeof scores / sizeof scores[0]; i++)
        CHECK(nws_url_candidate(&list, &candidate) && candidate.score == scores[i]);
    /* any width beats any density, however large both are written */
    nws_view huge = NWS_VIEW("a 99999999.9999x, b 1w");
    CHECK(nws_url_candidate(&huge, &candidate) && candidate.score < 1u << 30);
    CHECK(nws_url_candidate(&huge, &candidate) && candidate.score > 1u << 30);
}

static void test_certain(void)
{
    static const char *const cases[][2] = {
        {"http://h.example/x", "h.example"},
        {"HTTPS://H.Example", "H.Example"},
        {"ftp://h:21/", "h"},
        {"//h/x", "h"},
        {"\\\\h\\x", "h"},
        {"http:\\\\/h/x", "h"}, /* any number of slashes from two on */
        {"http://u:p@evil@h/x", "h"},
        {"http://h#@evil", "h"},
        {"http://h?@evil", "h"},
        {"http://h\\@evil", "h"},
        {"http://\xE4\xB8\xAD.example/", "\xE4\xB8\xAD.example"},
        {"http://[::1]/", NULL},
        {"http://h%2Eexample/", NULL}, /* decoded by some */
        {"http://h h/", NULL},
        {"http:h/x", NULL}, /* relative on a page with the same scheme */
        {"https:/h/x", NULL},
        {"/h/x", NULL},
        {"h/x", NULL},
        {"", NULL},
        {"http://", NULL},
        {"http://:80/", NULL},
        {"mailto:a@h", NULL},
        {"gemini://h/", NULL},
        {"wss://h:1/", "h"},
        {"file://h/", NULL},
        {"https://p\xEF\xBF\xBD.example/", NULL}, /* U+FFFD */
        {"https://p\xC2\xA0.example/", NULL},     /* a space, to the host parser */
        {"https://\xE0\xA4\xB9\xE0\xA4\xBF.example/", "\xE0\xA4\xB9\xE0\xA4\xBF.example"},
        {"https://p\xEF\xBC\xA1.example/", "p\xEF\xBC\xA1.example"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const nws_view host = nws_url_certain_host(view(cases[i][0]));
        if (cases[i][1] != NULL)
            CHECK_TEXT(host, cases[i][1]);
        else if (!CHECK(host.data == NULL))
            fprintf(stderr, "  %s\n", cases[i][0]);
    }
}

static void test_names(void)
{
    static const char *const never[] = {
        "javascript", "vbscript", "livescript",  "xscriptx", "data",       "blob",
        "filesystem", "about",    "view-source", "jar",      "JavaScript", "Http",
        "",           "1a",       "a b",         "a_b",      "\xC3\xA4",   "mocha"};
    char room[NWS_MAX_SCHEME_NAME];
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        if (!CHECK(!nws_url_may_name(view(never[i]))))
            fprintf(stderr, "  %s\n", never[i]);
    CHECK(nws_url_may_name(view("magnet")) && nws_url_may_name(view("web+x.y-z")));
    CHECK_TEXT(nws_url_scheme_name(view(" MAG\tNET:x"), room), "magnet");
    CHECK(nws_url_scheme_name(view("x"), room).data == NULL);
    CHECK(nws_url_scheme_name(view("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:x"), room).data == NULL);
    CHECK(nws_url_is_safe(view("magnet:x")) && nws_url_is_safe(view("x")));
    CHECK(!nws_url_is_safe(view("javascript:x")) && !nws_url_is_safe(view("data:text/html,x")));
    CHECK(!nws_url_is_safe(view("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:x")));
}

static void test_parts(void)
{
    CHECK_TEXT(nws_url_host(view("http://user:pw@Host.example:80/x?y")), "Host.example");
    CHECK_TEXT(nws_url_host(view("//h/x")), "h");
    CHECK_TEXT(nws_url_host(view("https:\\\\h\\x")), "h");
    CHECK_TEXT(nws_url_host(view("http://[::1]:80/")), "[::1]:80");
    /* https://url.spec.whatwg.org/#special-authority-ignore-slashes-state */
    CHECK_TEXT(nws_url_host(view("///h/x")), "h");
    CHECK_TEXT(nws_url_host(view("/\\/\\u@h:1\\x")), "h");
    CHECK_TEXT(nws_url_host(view("https:///h/x")), "h");
    CHECK_TEXT(nws_url_host(view("FTP:\\\\\\h/x")), "h");
    CHECK_TEXT(nws_url_host(view("wss:////h")), "h");
    CHECK_TEXT(nws_url_host(view("https:////")), "");
    CHECK_TEXT(nws_url_host(view("https:h/x")), "");
    CHECK_TEXT(nws_url_host(view("https:/h/x")), "");
    CHECK_TEXT(nws_url_host(view("/h/x")), "");
    /* other schemes have two slashes or no host, and no backslashes for them */
    CHECK_TEXT(nws_url_host(view("gemini://h\\i/x")), "h\\i");
    CHECK_TEXT(nws_url_host(view("gemini:///h/x")), "");
    CHECK_TEXT(nws_url_host(view("gemini:\\\\h/x")), "");
    CHECK_TEXT(nws_url_host(view("file:///h/x")), "");
    CHECK_TEXT(nws_url_host(view("a/b")), "");
    CHECK_TEXT(nws_url_host(view("mailto:a@b")), "");
    CHECK(nws_url_pictured(view("a/b.JPG?x=1")));
    CHECK(nws_url_pictured(view("a.webp!w640")));
    CHECK(!nws_url_pictured(view("a.html")));
    CHECK(!nws_url_pictured(view(".jpg")));
}

static void test_base(void)
{
    static const char *const bases[] = {
        "http://h",  " HTTPS://h/x ",  "https:\\\\h\\x", "http://u:p@h:8080/?q",
        "http:///h", "https://[::1]/", "ht\ntp://h/"};
    static const char *const others[] = {"",
                                         "x",
                                         "/x",
                                         "//h/x",
                                         "h.example/x",
                                         "ftp://h/",
                                         "http:",
                                         "http:/x",
                                         "http:///",
                                         "https:x",
                                         "mailto:a@h",
                                         "javascript://h/",
                                         "data:text/html,x"};
    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++)
        if (!CHECK(nws_url_is_base(view(bases[i]))))
            fprintf(stderr, "  %s\n", bases[i]);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (!CHECK(!nws_url_is_base(view(others[i]))))
            fprintf(stderr, "  %s\n", others[i]);
}

int main(void)
{
    nws_arena arena;
    nws_arena_init(&arena, nws_allocator_libc());
    test_schemes();
    test_strip(&arena);
    test_resolve(&arena);
    test_unproxy(&arena);
    test_untrack(&arena);
    test_candidates();
    test_parts();
    test_base();
    test_certain();
    test_names();
    nws_arena_free(&arena);
    return harness_report();
}
