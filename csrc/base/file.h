/* Reading one file whole: the only place in the core where files are opened.
 *
 * A folder of posts is other people's data, so a name may be a FIFO, a device, a directory or a
 * file that changes while it is read; none of these may hang or be read for a post.
 */
#ifndef NWS_BASE_FILE_H
#define NWS_BASE_FILE_H

#include "base/buffer.h"

#include <stdint.h>

typedef struct nws_file_info {
    size_t size;      /* bytes that were read */
    int64_t mtime_ns; /* last change, nanoseconds since 1970-01-01 UTC */
    uint64_t stamp;   /* as of nws_file_stamp before anything was read */
} nws_file_info;

/* Appends the contents of the regular file at path (symbolic links are followed) to *out. On
 * failure *out is as long as it was, *info is untouched, and *error (may be NULL) has the code:
 *   NWS_E_IO      "not_found", "permission", "is_directory", "not_regular" or "io_error", with
 *                 the system's errno in error->system_error where there is one
 *   NWS_E_LIMIT   "too_large": more than limit bytes; refused before anything is read
 *   NWS_E_MEMORY  "memory"
 * info may be NULL. */
NWS_MUST_CHECK nws_status nws_file_read(const char *path, size_t limit, nws_buffer *out,
                                        nws_file_info *info, nws_error *error);

/* What tells one state of the regular file at path from another without reading it: its number,
 * size and times of change, hashed. 0 when there is no such file. Equal stamps mean equal contents
 * unless somebody wrote as many bytes within one tick of the file system's clock. */
uint64_t nws_file_stamp(const char *path);

#endif
