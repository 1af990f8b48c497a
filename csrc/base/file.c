/* open, fstat, read, close. See file.h for what must not happen here. */
#if defined(__APPLE__)
#define _DARWIN_C_SOURCE 1
#else
#define _POSIX_C_SOURCE 200809L
#endif
#define _FILE_OFFSET_BITS 64

#include "base/file.h"
#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

static nws_status fail(nws_error *error, const char *code, const char *message, int system_error)
{
    nws_status status = nws_error_set(error, NWS_E_IO, code, message, 0);
    if (error != NULL)
        error->system_error = system_error;
    return status;
}

static nws_status fail_system(nws_error *error, int system_error)
{
    switch (system_error) {
    case ENOENT:
    case ENOTDIR: return fail(error, "not_found", "there is no such file", system_error);
    case EACCES:
    case EPERM: return fail(error, "permission", "the file may not be read", system_error);
    case EISDIR: return fail(error, "is_directory", "this is a directory", system_error);
    /* Opening a socket, or a device that has no driver. */
    case ENXIO:
    case ENODEV:
    case EOPNOTSUPP: return fail(error, "not_regular", "this is not a regular file", system_error);
    default: return fail(error, "io_error", "the file cannot be read", system_error);
    }
}

static nws_status fail_large(nws_error *error)
{
    return nws_error_set(error, NWS_E_LIMIT, "too_large", "the file is larger than is allowed", 0);
}

static int open_file(const char *path)
{
    int descriptor;
    do {
        /* O_NONBLOCK: opening a FIFO that nobody writes to would wait for ever. */
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    } while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

/* Up to room bytes: -1 with errno set, 0 at the end. */
static ssize_t read_some(int descriptor, char *into, size_t room)
{
    ssize_t got;
    if (room > INT_MAX) /* macOS refuses more */
        room = INT_MAX;
    do {
        got = read(descriptor, into, room);
    } while (got < 0 && errno == EINTR);
    return got;
}

/* Reads to the end. expected is what fstat said: one byte more is asked for, so that one call
 * both reads a file that is as it was and notices one that has grown. */
static nws_status read_all(int descriptor, size_t expected, size_t limit, nws_buffer *out,
                           nws_error *error)
{
    const size_t start = out->length;
    size_t room = expected + 1;
    for (;;) {
        if (nws_buffer_reserve(out, room) != NWS_OK)
            return nws_error_set(error, NWS_E_MEMORY, "memory", "out of memory", 0);
        ssize_t got = read_some(descriptor, out->data + out->length, room);
        if (got < 0)
            return fail_system(error, errno);
        out->length += (size_t)got;
        size_t length = out->length - start;
        if (length > limit)
            return fail_large(error);
        /* A short read that ends where fstat said is the end; any other must be asked about. */
        if (got == 0 || (length == expected && expected > 0))
            return NWS_OK;
        room = length < expected ? expected + 1 - length : length + 4096;
        if (room > limit - length)
            room = limit - length + 1;
    }
}

#if defined(__APPLE__)
#define CHANGED(about) (about)->st_mtimespec
#define TOUCHED(about) (about)->st_ctimespec
#else
#define CHANGED(about) (about)->st_mtim
#define TOUCHED(about) (about)->st_ctim
#endif

static int64_t nanoseconds(struct timespec time)
{
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* The time of the last change of the inode is in it, too: unlike the other one, nobody can set it
 * back, as tools do that unpack and copy. */
static uint64_t stamp_of(const struct stat *about)
{
    const int64_t facts[] = {(int64_t)about->st_ino, (int64_t)about->st_size,
                             nanoseconds(CHANGED(about)), nanoseconds(TOUCHED(about))};
    const uint64_t hash = nws_hash_bytes(nws_view_of((const char *)facts, sizeof facts), 0);
    return hash == 0 ? 1 : hash;
}

uint64_t nws_file_stamp(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISREG(about.st_mode) ? stamp_of(&about) : 0;
}

static nws_status read_open(int descriptor, size_t limit, nws_buffer *out, nws_file_info *info,
                            nws_error *error)
{
    struct stat about;
    if (fstat(descriptor, &about) != 0)
        return fail_system(error, errno);
    if (S_ISDIR(about.st_mode))
        return fail(error, "is_directory", "this is a directory", 0);
    if (!S_ISREG(about.st_mode))
        return fail(error, "not_regular", "this is not a regular file", 0);
    if (limit > SIZE_MAX / 8)
        limit = SIZE_MAX / 8;
    if (about.st_size < 0 || (uintmax_t)about.st_size > limit)
        return fail_large(error);

    const size_t start = out->length;
    nws_status status = read_all(descriptor, (size_t)about.st_size, limit, out, error);
    if (status != NWS_OK) {
        out->length = start;
        return status;
    }
    if (info != NULL) {
        info->size = out->length - start;
        info->mtime_ns = nanoseconds(CHANGED(&about));
        info->stamp = stamp_of(&about);
    }
    return NWS_OK;
}

nws_status nws_file_read(const char *path, size_t limit, nws_buffer *out, nws_file_info *info,
                         nws_error *error)
{
    int descriptor = open_file(path);
    if (descriptor < 0)
        return fail_system(error, errno);
    nws_status status = read_open(descriptor, limit, out, info, error);
    close(descriptor); /* nothing was written, so there is nothing that closing could lose */
    return status;
}
