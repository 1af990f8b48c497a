/* A record as one line of JSON, without a Python object: Article.to_json and Corpus.to_jsonl. */
#ifndef NWS_PYTHON_RECORD_JSON_H
#define NWS_PYTHON_RECORD_JSON_H

#include "article/record.h"

/* Appends an object with the fields of nws_py_field except body; no newline. failure NULL: an
 * article by itself. Else the object ends in ok and error: failure->data NULL means ok. */
NWS_MUST_CHECK nws_status nws_py_record_json(const nws_record *record, const nws_view *failure,
                                             nws_buffer *out);

#endif
