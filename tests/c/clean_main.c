/* A program for suites that are driven from Python: documents in, sanitized HTML or text out.
 *
 *     clean_main [article|strict|text] [portable] [html|plain|audit|verify]
 *
 * Reads from standard input, as often as there is more, a length in decimal digits, a newline and
 * so many bytes of UTF-8; writes each answer in the same form. plain is the text; audit is a line a
 * row (rule, action, tag, attribute, count, start, end by tabs); verify is the name of the rule
 * that the output breaks, or nothing, after a second pass over its own reparse.
 */
#include "clean/sanitize.h"
#include "emit/html.h"
#include "emit/text.h"

#include <stdio.h>
#include <stdlib.h>

typedef enum mode { MODE_HTML, MODE_PLAIN, MODE_AUDIT, MODE_VERIFY } mode;

typedef struct clean_session {
    nws_arena arena;
    nws_buffer out;
    nws_policy policy;
    mode mode;
} clean_session;

static nws_status clean(clean_session *session, nws_view text, nws_document *document,
                        nws_audit *audit)
{
    const nws_parse_options body = NWS_PARSE_BODY;
    const nws_clean_options options = {.policy = &session->policy};
    NWS_TRY(nws_html_parse(&session->arena, text, &body, document));
    nws_audit_init(audit, &session->arena);
    return nws_sanitize_tree(document, &options, audit);
}

static nws_status write_audit(const nws_audit *audit, nws_buffer *out)
{
    for (uint32_t i = 0; i < audit->count; i++) {
        const nws_removal *row = &audit->rows[i];
        char numbers[64];
        int length = snprintf(numbers, sizeof numbers, "\t%u\t%u\t%u\n", (unsigned)row->count,
                              (unsigned)row->start, (unsigned)row->end);
        const char *rule = nws_rule_name((nws_rule)row->rule);
        const char *action = nws_action_name((nws_audit_action)row->action);
        NWS_TRY(nws_buffer_append(out, rule, strlen(rule)));
        NWS_TRY(nws_buffer_push(out, '\t'));
        NWS_TRY(nws_buffer_append(out, action, strlen(action)));
        NWS_TRY(nws_buffer_push(out, '\t'));
        NWS_TRY(nws_buffer_add(out, row->tag));
        NWS_TRY(nws_buffer_push(out, '\t'));
        NWS_TRY(nws_buffer_add(out, row->attribute));
        NWS_TRY(nws_buffer_append(out, numbers, (size_t)length));
    }
    return NWS_OK;
}

/* The rule that the output breaks, or "fixpoint" when cleaning it again changes it. */
static nws_status write_verdict(clean_session *session, const nws_document *document,
                                nws_buffer *out)
{
    const nws_node *where;
    const char *rule = nws_sanitize_verify(document, &session->policy, &where);
    nws_buffer first, second;
    nws_buffer_init(&first, out->allocator);
    nws_buffer_init(&second, out->allocator);
    nws_document again;
    nws_audit audit;
    nws_status status = nws_emit_html(document->root, &first);
    if (status == NWS_OK)
        status = clean(session, nws_buffer_view(&first), &again, &audit);
    if (status == NWS_OK)
        status = nws_emit_html(again.root, &second);
    if (rule == NULL && !nws_view_equal(nws_buffer_view(&first), nws_buffer_view(&second)))
        rule = "fixpoint";
    if (status == NWS_OK && rule != NULL)
        status = nws_buffer_append(out, rule, strlen(rule));
    nws_buffer_free(&first);
    nws_buffer_free(&second);
    return status;
}

static nws_status answer(clean_session *session, nws_view text)
{
    nws_document document;
    nws_audit audit;
    NWS_TRY(clean(session, text, &document, &audit));
    switch (session->mode) {
    case MODE_HTML: return nws_emit_html(document.root, &session->out);
    case MODE_PLAIN: return nws_emit_text(document.root, &session->out);
    case MODE_AUDIT: return write_audit(&audit, &session->out);
    case MODE_VERIFY: break;
    }
    return write_verdict(session, &document, &session->out);
}

static bool is_word(const char *argument, const char *word)
{
    return argument != NULL && strcmp(argument, word) == 0;
}

static bool read_arguments(clean_session *session, char **arguments)
{
    nws_preset preset = NWS_PRESET_ARTICLE;
    bool portable = false;
    for (; *arguments != NULL; arguments++) {
        if (is_word(*arguments, "article"))
            preset = NWS_PRESET_ARTICLE;
        else if (is_word(*arguments, "strict"))
            preset = NWS_PRESET_STRICT;
        else if (is_word(*arguments, "text"))
            preset = NWS_PRESET_TEXT;
        else if (is_word(*arguments, "portable"))
            portable = true;
        else if (is_word(*arguments, "html"))
            session->mode = MODE_HTML;
        else if (is_word(*arguments, "plain"))
            session->mode = MODE_PLAIN;
        else if (is_word(*arguments, "audit"))
            session->mode = MODE_AUDIT;
        else if (is_word(*arguments, "verify"))
            session->mode = MODE_VERIFY;
        else
            return false;
    }
    nws_policy_preset(&session->policy, preset);
    session->policy.portable = portable;
    return true;
}

int main(int count, char **arguments)
{
    clean_session session = {.mode = MODE_HTML};
    if (count < 1 || !read_arguments(&session, arguments + 1))
        return 2;
    nws_arena_init(&session.arena, nws_allocator_libc());
    nws_buffer_init(&session.out, nws_allocator_libc());
    unsigned long length;
    int failed = 0;
    while (failed == 0 && scanf("%lu", &length) == 1 && getchar() == '\n') {
        char *data = malloc(length + 1);
        if (data == NULL || fread(data, 1, length, stdin) != length ||
            answer(&session, nws_view_of(data, length)) != NWS_OK)
            failed = 1;
        printf("%lu\n", (unsigned long)session.out.length);
        fwrite(session.out.data, 1, session.out.length, stdout);
        fflush(stdout);
        session.out.length = 0;
        nws_arena_reset(&session.arena);
        free(data);
    }
    nws_buffer_free(&session.out);
    nws_arena_free(&session.arena);
    return failed;
}
