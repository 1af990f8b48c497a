/* libxml2's state, which is a thread's own: its errors in several threads that begin and end.
 *
 * Separate because this is the program to build with -fsanitize=thread, also against the libxml2 of
 * a wheel, whose locks and threads' storage are ours (tools/wheels/threads.c).
 */
#include "emit/structure.h"
#include "harness.h"
#include "html/encoding.h"
#include "html/xpath.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>

#include <pthread.h>

enum { THREADS = 4, ROUNDS = 20, GENERATIONS = 5 };

static bool has_count(nws_document *document, const char *expression, size_t count)
{
    nws_xpath_result found;
    nws_error error;
    return nws_xpath_evaluate(document, nws_view_of(expression, strlen(expression)), &found,
                              &error) == NWS_OK &&
           found.kind == NWS_XPATH_NODES && found.count == count;
}

static bool is_refused(nws_document *document, const char *expression)
{
    nws_xpath_result found;
    nws_error error;
    return nws_xpath_evaluate(document, nws_view_of(expression, strlen(expression)), &found,
                              &error) == NWS_E_ARGUMENT;
}

/* The bytes mean something to the standard's decoder and nothing to the converter, or nothing to
 * both: libxml2 raises an error either way, and none is left. */
static bool decodes(const char *data, const char *text, size_t wanted)
{
    nws_buffer out;
    size_t repairs = 0;
    nws_buffer_init(&out, nws_allocator_libc());
    nws_status status = nws_encoding_decode("GBK", nws_view_of(data, strlen(data)), &out, &repairs);
    bool good = status == NWS_OK && repairs == wanted && xmlGetLastError() == NULL &&
                nws_view_equal(nws_buffer_view(&out), nws_view_of(text, strlen(text)));
    nws_buffer_free(&out);
    return good;
}

static void *work(void *result)
{
    static const char html[] = "<p>one<p>two<p>three";
    nws_arena arena;
    nws_document document;
    nws_arena_init(&arena, nws_allocator_libc());
    bool good = true;
    for (int i = 0; i < ROUNDS; i++) {
        nws_arena_reset(&arena);
        good = good &&
               nws_structure_read(&arena, nws_view_of(html, sizeof html - 1), &document) == NWS_OK;
        good = good && has_count(&document, "//p", 3) && is_refused(&document, "//p[") &&
               is_refused(&document, "nosuch()");
        good = good && decodes("\x80\xC7\xE5", "\xE2\x82\xAC\xE6\xB8\x85", 0);
        good = good && decodes("\xC7\xE5\xFE\x39\xFE\x39-", "\xE6\xB8\x85\xEF\xBF\xBD-", 1);
    }
    nws_arena_free(&arena);
    *(bool *)result = good;
    return NULL;
}

int main(void)
{
    nws_encoding_setup();
    for (int i = 0; i < GENERATIONS; i++) {
        pthread_t threads[THREADS];
        bool good[THREADS] = {false};
        for (int j = 0; j < THREADS; j++)
            CHECK(pthread_create(&threads[j], NULL, work, &good[j]) == 0);
        for (int j = 0; j < THREADS; j++)
            CHECK(pthread_join(threads[j], NULL) == 0 && good[j]);
    }
    xmlCleanupParser();
    return harness_report();
}
