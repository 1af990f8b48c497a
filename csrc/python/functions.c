/* parse, load, and the table of all functions with their documentation.
 *
 * Every one reads its arguments, lets go of the GIL for the core's work and makes the result.
 */
#include "python/functions.h"
#include "python/article.h"
#include "python/call.h"
#include "python/chunks.h"
#include "python/errors.h"
#include "python/fill.h"
#include "python/parts.h"
#include "python/version.h"

#include "base/file.h"
#include "base/unicode.h"
#include "front/yaml.h"
#include "html/encoding.h"

/* --- articles --- */

/* What parse and load have in common: from an input or a file to a packed record. */
typedef struct reading {
    nws_py_call call;
    nws_py_input *input; /* NULL: read path */
    const char *path;    /* as the operating system wants it */
    nws_view name;
    nws_record *record;
    nws_error error;
} reading;

static nws_status make_record(reading *r, nws_view data)
{
    nws_py_call *call = &r->call;
    nws_article article;
    if (r->input != NULL && r->input->is_text) {
        NWS_TRY(nws_article_read(call->workspace, data, &call->options, &article, &r->error));
        NWS_TRY(nws_article_surrogates(&article, r->input->surrogates, r->input->first));
    } else {
        NWS_TRY(nws_article_make(call->workspace, data, &call->options, &article, &r->error));
    }
    NWS_TRY(nws_article_locate(&article, &call->options, r->name));
    return nws_record_pack(nws_allocator_libc(), r->name, &article, true, &r->record);
}

static nws_status do_reading(reading *r, nws_view *data)
{
    if (r->input != NULL) {
        NWS_TRY(nws_py_input_read(r->input, r->call.input_buffer));
        *data = r->input->view;
    } else {
        NWS_TRY(nws_file_read(r->path, nws_limits_file(&r->call.options.limits),
                              r->call.input_buffer, NULL, &r->error));
        *data = nws_buffer_view(r->call.input_buffer);
    }
    return make_record(r, *data);
}

/* Fills r->record, or sets an exception and returns -1. */
static int read_record(nws_py_state *state, nws_py_options *options, PyObject *path, reading *r)
{
    nws_view data = NWS_VIEW_NONE;
    nws_py_call_begin(&r->call, state, options);
    if (r->call.options.markup == NWS_MARKUP_AUTO)
        r->call.options.markup = nws_markup_named(r->name);
    bool release = r->input == NULL || nws_py_input_size(r->input) >= NWS_PY_WORTH_RELEASING;
    if (release)
        nws_py_call_release(&r->call);
    nws_status status = do_reading(r, &data);
    nws_py_call_acquire(&r->call);
    if (status == NWS_OK && PyErr_Occurred()) { /* a hook without a way to say so */
        nws_record_free(nws_allocator_libc(), r->record);
        status = NWS_E_STOP;
    }
    if (status != NWS_OK) {
        r->error.status = status;
        const nws_buffer *decoded = &r->call.workspace->decoded;
        nws_view text = decoded->length > 0 ? nws_buffer_view(decoded) : data;
        nws_py_raise(state, &r->error, path, text);
    }
    nws_py_call_end(&r->call);
    return status == NWS_OK ? 0 : -1;
}

static const char *const parse_names[] = {"data", NWS_PY_OPTION_NAMES};
static const nws_py_signature parse_signature = {"parse", parse_names, 1,
                                                 1,       1,           1 + NWS_PY_OPTION_COUNT};

/* Reads data with the options in values into r. */
static int read_data(nws_py_state *state, PyObject *const *values, reading *r)
{
    nws_py_options *options = nws_py_options_make(state, values + 1);
    if (options == NULL)
        return -1;
    nws_py_input input;
    int result = nws_py_input_open(values[0], "data", &input);
    if (result == 0) {
        r->input = &input;
        result = read_record(state, options, NULL, r);
    }
    nws_py_input_free(&input);
    Py_DECREF(options);
    return result;
}

static PyObject *core_parse(PyObject *module, PyObject *const *args, Py_ssize_t count,
                            PyObject *names)
{
    PyObject *values[1 + NWS_PY_OPTION_COUNT];
    nws_py_state *state = nws_py_state_of(module);
    reading r = {.input = NULL};
    if (nws_py_args_read(&parse_signature, args, count, names, values) < 0 ||
        read_data(state, values, &r) < 0)
        return NULL;
    return nws_py_article_new(state, r.record);
}

static const char *const load_names[] = {"path", NWS_PY_OPTION_NAMES};
static const nws_py_signature load_signature = {"load", load_names, 1,
                                                1,      1,          1 + NWS_PY_OPTION_COUNT};

/* A path as the user has it, as text and as bytes. */
static int read_path(PyObject *object, PyObject **shown, PyObject **encoded)
{
    PyObject *path = PyOS_FSPath(object);
    *shown = NULL;
    *encoded = NULL;
    if (path == NULL)
        return -1;
    if (PyUnicode_FSDecoder(path, shown) && PyUnicode_FSConverter(path, encoded)) {
        Py_DECREF(path);
        return 0;
    }
    Py_CLEAR(*shown);
    Py_DECREF(path);
    return -1;
}

static PyObject *core_load(PyObject *module, PyObject *const *args, Py_ssize_t count,
                           PyObject *names)
{
    PyObject *values[1 + NWS_PY_OPTION_COUNT], *shown, *encoded;
    nws_py_state *state = nws_py_state_of(module);
    if (nws_py_args_read(&load_signature, args, count, names, values) < 0)
        return NULL;
    nws_py_options *options = nws_py_options_make(state, values + 1);
    if (options == NULL)
        return NULL;
    if (read_path(values[0], &shown, &encoded) < 0) {
        Py_DECREF(options);
        return NULL;
    }
    reading r = {.path = PyBytes_AS_STRING(encoded)};
    nws_py_input name;
    int result = nws_py_input_text(shown, "path", &name);
    if (result == 0) {
        r.name = name.view;
        result = read_record(state, options, shown, &r);
    }
    nws_py_input_free(&name);
    Py_DECREF(shown);
    Py_DECREF(encoded);
    Py_DECREF(options);
    return result < 0 ? NULL : nws_py_article_new(state, r.record);
}

static PyObject *core_article(PyObject *module, PyObject *object)
{
    nws_record *record = NULL;
    if (!PyBytes_Check(object))
        return PyErr_Format(PyExc_TypeError, "a record must be bytes");
    nws_view bytes = nws_view_of(PyBytes_AS_STRING(object), (size_t)PyBytes_GET_SIZE(object));
    nws_status status = nws_record_unpack(nws_allocator_libc(), bytes, &record);
    if (status == NWS_E_MEMORY)
        return PyErr_NoMemory();
    if (status != NWS_OK)
        return PyErr_Format(PyExc_ValueError,
                            "these bytes are no article of this version of newsproc");
    return nws_py_article_new(nws_py_state_of(module), record);
}

/* --- the rest --- */

#ifndef NWS_BUNDLED /* setup.py names what it links into the extension itself */
#define NWS_BUNDLED ""
#endif
#ifndef NWS_MD4C_VERSION /* and asks pkg-config for this: md4c itself does not know */
#define NWS_MD4C_VERSION "unknown"
#endif
#ifndef NWS_PROFILE /* and tells what the compiler had a profile of */
#define NWS_PROFILE "none"
#endif

static PyObject *core_build_info(PyObject *module, PyObject *unused)
{
    (void)module;
    (void)unused;
#if defined(__clang__)
    const char *compiler = "clang " __clang_version__;
#elif defined(__GNUC__)
    const char *compiler = "gcc " __VERSION__;
#else
    const char *compiler = "unknown";
#endif
    return Py_BuildValue("{ssssssssssssssss}", "newsproc", NWS_VERSION, "libxml2",
                         nws_encoding_version(), "libyaml", nws_yaml_version(), "utf8proc",
                         nws_unicode_version(), "md4c", NWS_MD4C_VERSION, "compiler", compiler,
                         "profile", NWS_PROFILE, "bundled", NWS_BUNDLED);
}

/* What Python's part of the package has to keep: see bounds.h. */
static PyObject *core_bounds(PyObject *module, PyObject *unused)
{
    (void)module;
    (void)unused;
    return Py_BuildValue("{sisisn}", "file_factor", NWS_MAX_FILE_FACTOR, "archive_factor",
                         NWS_MAX_ARCHIVE_FACTOR, "archive_floor",
                         (Py_ssize_t)NWS_MAX_ARCHIVE_FLOOR);
}

/* The number of a table, and perhaps the options whose columns it has. */
static const char *const schema_names[] = {"table", "options"};
static const nws_py_signature schema_signature = {"_schema", schema_names, 2, 2, 1, 2};

/* Options, or None: *lifts is then borrowed from them. -1 with an exception. */
static int lifts_of(nws_py_state *state, PyObject *options, nws_lifts **lifts)
{
    *lifts = NULL;
    if (options == NULL || options == Py_None)
        return 0;
    if (!Py_IS_TYPE(options, state->options_type)) {
        PyErr_SetString(PyExc_TypeError, "Options are wanted");
        return -1;
    }
    *lifts = ((nws_py_options *)options)->lifts;
    return 0;
}

static PyObject *core_schema(PyObject *module, PyObject *const *args, Py_ssize_t count,
                             PyObject *names)
{
    PyObject *given[2];
    nws_lifts *lifts;
    if (nws_py_args_read(&schema_signature, args, count, names, given) < 0 ||
        lifts_of(nws_py_state_of(module), given[1], &lifts) < 0)
        return NULL;
    long table = PyLong_AsLong(given[0]);
    if (table == -1 && PyErr_Occurred())
        return NULL;
    if (table < 0 || table >= NWS_TABLE_COUNT)
        return PyErr_Format(PyExc_ValueError, "no such table");
    return nws_py_arrow_schema((nws_table)table, lifts, -1);
}

/* (name, format, nullable, [items]) of a schema, as deep as it goes: its depth is ours. */
static PyObject *describe(const struct ArrowSchema *schema)
{
    PyObject *children = PyTuple_New((Py_ssize_t)schema->n_children);
    for (int64_t i = 0; children != NULL && i < schema->n_children; i++)
        nws_py_tuple_put(&children, (Py_ssize_t)i, describe(schema->children[i]));
    if (children == NULL)
        return NULL;
    const char *format = schema->dictionary != NULL ? schema->dictionary->format : schema->format;
    return Py_BuildValue("(ssOON)", schema->name == NULL ? "" : schema->name, format,
                         (schema->flags & ARROW_FLAG_NULLABLE) != 0 ? Py_True : Py_False,
                         schema->dictionary != NULL ? Py_True : Py_False, children);
}

static PyObject *core_fields(PyObject *module, PyObject *const *args, Py_ssize_t count,
                             PyObject *names)
{
    PyObject *capsule = core_schema(module, args, count, names);
    if (capsule == NULL)
        return NULL;
    PyObject *whole = describe(PyCapsule_GetPointer(capsule, "arrow_schema"));
    Py_DECREF(capsule);
    PyObject *fields = whole == NULL ? NULL : Py_NewRef(PyTuple_GET_ITEM(whole, 4));
    Py_XDECREF(whole);
    return fields;
}

static const char *const iterate_names[] = {"iterable", "options"};
static const nws_py_signature iterate_signature = {"_iterate", iterate_names, 2, 2, 1, 2};

static PyObject *core_iterate(PyObject *module, PyObject *const *args, Py_ssize_t count,
                              PyObject *names)
{
    PyObject *given[2];
    nws_lifts *lifts;
    nws_py_state *state = nws_py_state_of(module);
    if (nws_py_args_read(&iterate_signature, args, count, names, given) < 0 ||
        lifts_of(state, given[1], &lifts) < 0)
        return NULL;
    PyObject *iterator = PyObject_GetIter(given[0]);
    if (iterator == NULL)
        return NULL;
    PyObject *capsule = nws_py_arrow_iterate(state, lifts, iterator);
    Py_DECREF(iterator);
    return capsule;
}

#define OPTIONS_SIGNATURE                                                                          \
    "*, policy=Policy.ARTICLE, base_url=None, timezone='UTC', encoding=None, unproxy=(), "         \
    "limits=None, strict=False, dialect='auto', schema='1.2', date_order='auto', columns=None, "   \
    "markup='auto', template_tags='keep'"

PyDoc_STRVAR(
    parse_doc,
    "parse(data, /, " OPTIONS_SIGNATURE ")\n--\n\n"
    "An Article from the contents of a file: str, bytes or any buffer. Never a path.\n\n"
    "policy: what may stay in html. base_url: what relative addresses are resolved\n"
    "against. timezone: of dates without one (UTC, +08:00 or Asia/Shanghai). encoding:\n"
    "of bytes that are not UTF-8: a label of the Encoding standard or Python's name for the\n"
    "same. unproxy: prefixes of image proxies. limits: see\n"
    "Limits. strict: front matter that is no YAML is a FrontMatterError. dialect: the\n"
    "generator whose rules count: auto, hexo, jekyll, hugo or zola. schema: what plain\n"
    "YAML scalars mean: 1.2, 1.1 (yes and no are booleans) or failsafe (all is text).\n"
    "date_order: of dates such as 03/04/2021: auto, dmy or mdy. columns: keys of the front\n"
    "matter and their types, which become columns of a corpus; see read(). markup: how the\n"
    "body is read, as 'html', as 'markdown' (CommonMark with tables, strikethrough and bare\n"
    "links), or 'auto', which looks: see Markdown in the README. template_tags: of Jekyll,\n"
    "Hexo and Hugo, such as {% raw %}: 'keep' as text, or 'drop'.\n\n"
    "Raises LimitError for a body beyond the limit; what else is wrong with a file is\n"
    "in the article's diagnostics.\n\n"
    ">>> article = newsproc.parse('---\\ntitle: Hello\\n---\\n<p onclick=x>World</p>')\n"
    ">>> article.title, article.html, article.text\n"
    "('Hello', '<p>World</p>', 'World')");
PyDoc_STRVAR(load_doc,
             "load(path, /, " OPTIONS_SIGNATURE ")\n--\n\n"
             "An Article from a file. Never its contents; options as for parse().\n\n"
             "Raises OSError (FileNotFoundError, IsADirectoryError, PermissionError, ...) for a\n"
             "file that cannot be read, else as parse().\n\n"
             ">>> import newsproc\n"
             ">>> import pathlib, tempfile\n"
             ">>> with tempfile.TemporaryDirectory() as folder:\n"
             "...     path = pathlib.Path(folder, 'tea.md')\n"
             "...     _ = path.write_text('---\\ntitle: Tea\\n---\\nbody', encoding='utf-8')\n"
             "...     newsproc.load(path).title\n"
             "'Tea'\n");
PyDoc_STRVAR(
    split_doc,
    "split(data, /, *, encoding=None, dialect='auto', schema='1.2')\n--\n\n"
    "A FrontMatter (metadata, body, format, diagnostics) from the contents of a file:\n"
    "str, bytes or any buffer.\n\n"
    "Nothing is made of the metadata: what is wrong with a date is known to parse() only.\n"
    "encoding, dialect and schema are those of parse(). Raises LimitError for a body beyond\n"
    "the limit.\n\n"
    ">>> front = newsproc.split('---\\ntags: [a, b]\\n---\\nbody')\n"
    ">>> front.metadata['tags'], front.body, front.format\n"
    "(['a', 'b'], 'body', 'yaml')");
PyDoc_STRVAR(
    sanitize_doc,
    "sanitize(html, /, policy=Policy.ARTICLE, *, base_url=None, unproxy=(), markup='html')\n"
    "--\n\n"
    "Safe HTML that any parser reads as the same tree. markup: 'html', 'markdown' or\n"
    "'auto', as for parse().\n\n"
    ">>> newsproc.sanitize('<p>One<script>alert(1)</script><p>Two')\n"
    "'<p>One</p><p>Two</p>'");
PyDoc_STRVAR(clean_doc,
             "clean(html, /, policy=Policy.ARTICLE, *, base_url=None, unproxy=(), markup='html')\n"
             "--\n\n"
             "The same with a record of what was removed: a Cleaned (html, removals).\n\n"
             ">>> import newsproc\n"
             ">>> cleaned = newsproc.clean('<p onclick=x>a<script>b</script>')\n"
             ">>> cleaned.html, [(row.tag, row.attribute) for row in cleaned.removals]\n"
             "('<p>a</p>', [('p', 'onclick'), ('script', '')])\n");
PyDoc_STRVAR(text_doc, "text(html, /)\n--\n\n"
                       "The text that a reader sees.\n\n"
                       ">>> newsproc.text('<p>One<br>Two</p><p>Three</p>')\n"
                       "'One\\nTwo\\n\\nThree'");
PyDoc_STRVAR(
    markdown_doc,
    "markdown(html, /)\n--\n\n"
    "HTML as Markdown: CommonMark with GFM's tables and strikethrough, made safe first and\n"
    "without any HTML in it. Read again, it has the same text.\n\n"
    ">>> newsproc.markdown('<h1>Tea</h1><ul><li><b>green</b><li>2 * 3</ul>')\n"
    "'# Tea\\n\\n- **green**\\n- 2 * 3\\n'");
PyDoc_STRVAR(tree_doc,
             "tree(html, /, *, fragment=None)\n--\n\n"
             "What a browser makes of HTML, in the format of the html5lib tests. fragment: the\n"
             "name of the element in which it stands; None: html is a document.\n\n"
             ">>> print(newsproc.tree('<b>x', fragment='body'))\n"
             "| <b>\n|   \"x\"");
PyDoc_STRVAR(
    build_info_doc,
    "build_info()\n--\n\n"
    "Versions of what newsproc was built with: a dict of str.\n\n"
    "\"bundled\" names the libraries that are part of the extension, with the versions of\n"
    "the packages that they were built from, fixes of security included (\"libyaml 0.2.5-1,\n"
    "...\"), as in wheels; it is empty where the system's libraries are used. \"profile\" is\n"
    "\"trained\" where a run told the compiler which parts are used most, as for wheels, else\n"
    "\"none\".\n\n"
    ">>> newsproc.build_info()[\"newsproc\"] == newsproc.__version__\n"
    "True");

PyDoc_STRVAR(
    group_similar_doc,
    "group_similar(simhashes, /, distance=3)\n--\n\n"
    "Which articles are nearly the same: groups of their numbers, by Article.simhash.\n\n"
    "simhashes: an iterable of int, 64 bits each, such as a column of a table. distance: in\n"
    "how many bits two of a group may differ, 0 to 8; those that a chain of such pairs\n"
    "connects are one group. A tuple of groups of two or more, each a tuple of positions in\n"
    "ascending order, by their first. 0, the simhash of a text without words, is in none.\n\n"
    "ValueError for another distance, OverflowError for what is no number of 64 bits.\n\n"
    ">>> newsproc.group_similar([0b1011, 0xFFFF0000, 0b0011, 0, 0b0111])\n"
    "((0, 2, 4),)");

PyDoc_STRVAR(
    match_key_doc,
    "match_key(text, /)\n--\n\n"
    "A key for joining titles and names that people take for the same.\n\n"
    "Full-width and other compatibility forms, case, soft hyphens and other characters that\n"
    "nobody sees make no difference (Unicode's NFKC_Casefold), nor does how much white\n"
    "space there is. A key is its own key. It is no text to show: a superscript two is a two.\n\n"
    "text: a str; TypeError for anything else.\n\n"
    ">>> newsproc.match_key('\uff30\uff59\uff54\uff48\uff4f\uff4e\u3000\uff13 Stra\u00dfe ') == "
    "'python 3 strasse'\n"
    "True");
PyDoc_STRVAR(
    display_width_doc,
    "display_width(text, /)\n--\n\n"
    "Columns that text takes in a terminal: two for each wide character (Chinese, Japanese,\n"
    "Korean, emoji), none for marks and controls.\n\n"
    "text: a str, taken for one line; TypeError for anything else. What is seen as one\n"
    "character, such as a flag, is as wide as the widest of its parts.\n\n"
    ">>> newsproc.display_width('tea'), newsproc.display_width('\u8336\u8449')\n"
    "(3, 4)");

#define KEYWORDS(function) (PyCFunction)(void (*)(void)) function, METH_FASTCALL | METH_KEYWORDS

PyMethodDef nws_py_functions[] = {
    {"parse", KEYWORDS(core_parse), parse_doc},
    {"load", KEYWORDS(core_load), load_doc},
    {"split", KEYWORDS(nws_py_split), split_doc},
    {"sanitize", KEYWORDS(nws_py_sanitize), sanitize_doc},
    {"clean", KEYWORDS(nws_py_clean), clean_doc},
    {"text", nws_py_text, METH_O, text_doc},
    {"markdown", nws_py_markdown, METH_O, markdown_doc},
    {"tree", KEYWORDS(nws_py_tree), tree_doc},
    {"match_key", nws_py_match_key, METH_O, match_key_doc},
    {"display_width", nws_py_display_width, METH_O, display_width_doc},
    {"group_similar", KEYWORDS(nws_py_similar), group_similar_doc},
    {"build_info", core_build_info, METH_NOARGS, build_info_doc},
    {"_bounds", core_bounds, METH_NOARGS,
     "_bounds()\n--\n\nThe limits that are kept in Python, by name."},
    {"_article", core_article, METH_O, "_article(record, /)\n--\n\nAn Article from its pickle."},
    {"_chunks", (PyCFunction)(void (*)(void))nws_py_chunks_restore, METH_FASTCALL,
     "_chunks(version, columns, blocks, /)\n--\n\nThe rows of a corpus from its pickle."},
    {"_front_matter", KEYWORDS(nws_py_split_again),
     "_front_matter(source, options, /)\n--\n\nA FrontMatter from its pickle."},
    {"_schema", KEYWORDS(core_schema),
     "_schema(table, options=None, /)\n--\n\nAn arrow_schema capsule."},
    {"_fields", KEYWORDS(core_fields),
     "_fields(table, options=None, /)\n--\n\n(name, format, nullable, is dictionary, items) of "
     "each column."},
    {"_iterate", KEYWORDS(core_iterate),
     "_iterate(iterable, options=None, /)\n--\n\nAn arrow_array_stream capsule over Chunks."},
    {"_headings", nws_py_headings, METH_O,
     "_headings(html, /)\n--\n\n(level, text, id, position) of each heading."},
    {"_blocks", nws_py_blocks, METH_O,
     "_blocks(html, /)\n--\n\n(type, text, level, src, language) of each block."},
    {"_tables", nws_py_tables, METH_O,
     "_tables(html, /)\n--\n\n(rows, header rows, caption) of each table."},
    {"_xpath", nws_py_xpath, METH_VARARGS,
     "_xpath(html, expression, /)\n--\n\nWhat an XPath expression finds."},
    {"_written", nws_py_written, METH_O,
     "_written(text, /)\n--\n\n(letters by script, sentences, language or None)."},
    {NULL, NULL, 0, NULL},
};
