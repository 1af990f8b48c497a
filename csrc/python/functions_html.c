/* sanitize, clean, text, markdown, tree: HTML by itself, without front matter.
 *
 * Apart from functions.c, whose functions make articles; the method table there names these.
 */
#include "python/call.h"
#include "python/errors.h"
#include "python/functions.h"
#include "python/parts.h"

#include "clean/sanitize.h"
#include "emit/html.h"
#include "emit/markdown.h"
#include "emit/text.h"
#include "html/encoding.h"
#include "html/parse.h"

/* Text to be read, decoded when it comes as bytes. */
typedef struct html_input {
    nws_py_input input;
    nws_py_call call;
    nws_view text;
    nws_markup markup;
} html_input;

static nws_status decode_html(html_input *h)
{
    NWS_TRY(nws_py_input_read(&h->input, h->call.input_buffer));
    h->text = h->input.view;
    if (h->input.is_text)
        return NWS_OK;
    nws_decoded decoded;
    NWS_TRY(nws_encoding_detect(h->input.view, NULL, &h->call.workspace->decoded, &decoded));
    h->text = decoded.text;
    return NWS_OK;
}

/* The text as HTML, if it is Markdown. What newsproc refuses to read as such is HTML. */
static nws_status render_html(html_input *h)
{
    nws_workspace *workspace = h->call.workspace;
    if (h->markup == NWS_MARKUP_AUTO)
        h->markup = nws_markup_detect(h->text);
    if (h->markup == NWS_MARKUP_HTML)
        return NWS_OK;
    bool refused;
    workspace->rendered.length = 0;
    NWS_TRY(nws_markdown_render(&workspace->arena, h->text, NWS_TEMPLATE_KEEP, NWS_LISTS_HEADING,
                                &workspace->scratch, &workspace->rendered, &refused));
    if (!refused)
        h->text = nws_buffer_view(&workspace->rendered);
    return NWS_OK;
}

/* Parses as a body and sanitizes; what is to be written is left to the caller. audit NULL: nobody
 * asks for the removals. */
static nws_status clean_html(html_input *h, const nws_clean_options *options,
                             nws_document *document, nws_audit *audit)
{
    const nws_parse_options body = NWS_PARSE_BODY;
    nws_arena *arena = &h->call.workspace->arena;
    NWS_TRY(decode_html(h));
    NWS_TRY(render_html(h));
    NWS_TRY(nws_html_parse(arena, h->text, &body, document));
    if (audit != NULL)
        nws_audit_init(audit, arena);
    return nws_sanitize_tree(document, options, audit);
}

static int begin_html(nws_py_state *state, PyObject *object, html_input *h)
{
    if (nws_py_input_open(object, "html", &h->input) < 0) {
        nws_py_input_free(&h->input);
        return -1;
    }
    nws_py_call_begin(&h->call, state, NULL);
    if (nws_py_input_size(&h->input) >= NWS_PY_WORTH_RELEASING)
        nws_py_call_release(&h->call);
    return 0;
}

/* Takes the GIL back; -1 with an exception when status is a failure. */
static int back_from_html(html_input *h, nws_status status)
{
    nws_py_call_acquire(&h->call);
    if (status == NWS_OK)
        return 0;
    nws_error error = {status, "too_large", "the text is larger than is allowed", 0, 0};
    if (status == NWS_E_ENCODING) {
        error.code = "encoding";
        error.message = "no converter for this encoding";
    }
    nws_py_raise(h->call.state, &error, NULL, NWS_VIEW_NONE);
    return -1;
}

/* The same, with what was written as a str. */
static PyObject *text_from_html(html_input *h, nws_status status, nws_view written)
{
    nws_utf8_census census = {0};
    if (status == NWS_OK)
        census = nws_utf8_count(written);
    return back_from_html(h, status) < 0 ? NULL : nws_py_call_text(&h->call, written, census);
}

static void end_html(html_input *h)
{
    nws_py_call_end(&h->call);
    nws_py_input_free(&h->input);
}

/* The shared half of sanitize() and clean(): the result is html, or with removals a Cleaned. */
static PyObject *clean_with(nws_py_state *state, PyObject *html, nws_py_options *options,
                            nws_markup markup, bool removals)
{
    html_input h = {.markup = markup};
    nws_document document;
    nws_audit audit;
    if (begin_html(state, html, &h) < 0)
        return NULL;
    const nws_clean_options clean = {options->options.policy, options->options.base_url,
                                     options->options.unproxy, options->options.unproxy_count,
                                     nws_py_call_judge(&h.call, options->policy)};
    nws_buffer *out = &h.call.workspace->html;
    out->length = 0;
    nws_status status = clean_html(&h, &clean, &document, removals ? &audit : NULL);
    if (status == NWS_OK)
        status = nws_emit_html(document.root, out);
    PyObject *result = text_from_html(&h, status, nws_buffer_view(out));
    if (result != NULL && removals) {
        PyObject *items[] = {result, nws_py_removals_new(state, &audit)};
        result = nws_py_tuple_new(state->cleaned_type, items, 2);
    }
    end_html(&h);
    return result;
}

static const char *const clean_names[] = {"html", "policy", "base_url", "unproxy", "markup"};
static const nws_py_signature sanitize_signature = {"sanitize", clean_names, 1, 2, 1, 5};
static const nws_py_signature clean_signature = {"clean", clean_names, 1, 2, 1, 5};

static PyObject *call_clean(PyObject *module, const nws_py_signature *signature,
                            PyObject *const *args, Py_ssize_t count, PyObject *names, bool removals)
{
    PyObject *given[5];
    nws_markup markup = NWS_MARKUP_HTML;
    nws_py_state *state = nws_py_state_of(module);
    if (nws_py_args_read(signature, args, count, names, given) < 0 ||
        (given[4] != NULL && nws_py_markup_read(given[4], &markup) < 0))
        return NULL;
    PyObject *values[NWS_PY_OPTION_COUNT] = {given[1], given[2], NULL, NULL, given[3]};
    nws_py_options *options = nws_py_options_make(state, values);
    if (options == NULL)
        return NULL;
    PyObject *result = clean_with(state, given[0], options, markup, removals);
    Py_DECREF(options);
    return result;
}

PyObject *nws_py_sanitize(PyObject *module, PyObject *const *args, Py_ssize_t count,
                          PyObject *names)
{
    return call_clean(module, &sanitize_signature, args, count, names, false);
}

PyObject *nws_py_clean(PyObject *module, PyObject *const *args, Py_ssize_t count, PyObject *names)
{
    return call_clean(module, &clean_signature, args, count, names, true);
}

/* What a writer makes of HTML that the default policy has cleaned. */
static PyObject *write_clean(PyObject *module, PyObject *html,
                             nws_status (*write)(const nws_node *root, nws_buffer *out))
{
    html_input h = {.markup = NWS_MARKUP_HTML};
    nws_document document;
    nws_py_state *state = nws_py_state_of(module);
    const nws_policy *policy = &((nws_py_policy *)state->preset_article)->policy;
    const nws_clean_options clean = {.policy = policy};
    if (begin_html(state, html, &h) < 0)
        return NULL;
    nws_buffer *out = &h.call.workspace->text;
    out->length = 0;
    nws_status status = clean_html(&h, &clean, &document, NULL);
    if (status == NWS_OK)
        status = write(document.root, out);
    PyObject *result = text_from_html(&h, status, nws_buffer_view(out));
    end_html(&h);
    return result;
}

PyObject *nws_py_text(PyObject *module, PyObject *html)
{
    return write_clean(module, html, nws_emit_text);
}

PyObject *nws_py_markdown(PyObject *module, PyObject *html)
{
    return write_clean(module, html, nws_emit_markdown);
}

/* html is what newsproc wrote itself, so its tree is as clean as the policy made it. */
PyObject *nws_py_markdown_of(nws_py_state *state, nws_view html)
{
    nws_py_call call;
    nws_document document;
    const nws_parse_options body = NWS_PARSE_BODY;
    nws_py_call_begin(&call, state, NULL);
    nws_buffer *out = &call.workspace->text;
    out->length = 0;
    nws_py_call_release(&call);
    nws_status status = nws_html_parse(&call.workspace->arena, html, &body, &document);
    if (status == NWS_OK)
        status = nws_emit_markdown(document.root, out);
    nws_py_call_acquire(&call);
    PyObject *result = NULL;
    if (status == NWS_OK)
        result = nws_py_text_new(nws_buffer_view(out));
    else
        PyErr_NoMemory();
    nws_py_call_end(&call);
    return result;
}

/* --- tree --- */

/* A context as html5lib's tests write it: "td", "svg path", "math mi". */
static int read_context(nws_view name, nws_parse_options *options)
{
    if (nws_view_starts(name, NWS_VIEW("svg "))) {
        options->context_space = NWS_SPACE_SVG;
        name = nws_view_slice(name, 4, name.length);
    } else if (nws_view_starts(name, NWS_VIEW("math "))) {
        options->context_space = NWS_SPACE_MATH;
        name = nws_view_slice(name, 5, name.length);
    }
    if (name.length == 0 || memchr(name.data, ' ', name.length) != NULL) {
        PyErr_SetString(PyExc_ValueError,
                        "fragment must be the name of an element, such as 'td' or 'svg path'");
        return -1;
    }
    options->fragment = true;
    options->context_name = name;
    options->context_tag = nws_tag_find(name);
    return 0;
}

static PyObject *tree_with(nws_py_state *state, PyObject *html, const nws_parse_options *options)
{
    html_input h;
    nws_document document;
    if (begin_html(state, html, &h) < 0)
        return NULL;
    nws_buffer *out = &h.call.workspace->html;
    out->length = 0;
    nws_status status = decode_html(&h);
    if (status == NWS_OK)
        status = nws_html_parse(&h.call.workspace->arena, h.text, options, &document);
    if (status == NWS_OK)
        status = nws_html_dump(&document, out);
    PyObject *result = text_from_html(&h, status, nws_buffer_view(out));
    end_html(&h);
    return result;
}

static const char *const tree_names[] = {"html", "fragment"};
static const nws_py_signature tree_signature = {"tree", tree_names, 1, 1, 1, 2};

PyObject *nws_py_tree(PyObject *module, PyObject *const *args, Py_ssize_t count, PyObject *names)
{
    PyObject *given[2];
    if (nws_py_args_read(&tree_signature, args, count, names, given) < 0)
        return NULL;
    nws_parse_options options = {.fragment = false};
    if (given[1] == NULL || given[1] == Py_None)
        return tree_with(nws_py_state_of(module), given[0], &options);
    nws_py_input context;
    PyObject *result = NULL;
    if (nws_py_input_text(given[1], "fragment", &context) == 0 &&
        read_context(context.view, &options) == 0)
        result = tree_with(nws_py_state_of(module), given[0], &options);
    nws_py_input_free(&context);
    return result;
}
