/* A disk that can be watched and made to fail, between a program and the C library (LD_PRELOAD).
 *
 *   DISK_ROOT     the folder whose files it stands before
 *   DISK_LOG      every change of them, and every sync, is written there in order (disk.py reads it)
 *   DISK_CONTROL  a file of two bytes, read anew at each call: what fails, and how many of 256 calls
 *                 0 nothing, 1 writes that lengthen a file (ENOSPC), 2 syncs (EIO), 3 syncs and writes (EIO);
 *                 the file `marks` never fails
 *   DISK_SEED     of the chance by which calls fail
 *
 * A record: operation (1 byte), length of the path (2 bytes), offset (8), length of the data (8), path, data.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES 4096
#define LONGEST 512

static char names[FILES][LONGEST]; /* by descriptor; empty: not ours */
static char root[LONGEST];
static size_t root_length;
static int log_file = -1;
static volatile unsigned char *control;
static uint64_t chance = 88172645463325252ull;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off_t);
static int (*real_fallocate)(int, off_t, off_t);
static int (*real_unlink)(const char *);
static int (*real_rename)(const char *, const char *);
static int (*real_link)(const char *, const char *);

static void *find(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
    real_open = find("open");
    real_openat = find("openat");
    real_close = find("close");
    real_write = find("write");
    real_pwrite = find("pwrite");
    real_fsync = find("fsync");
    real_fdatasync = find("fdatasync");
    real_ftruncate = find("ftruncate");
    real_fallocate = find("posix_fallocate");
    real_unlink = find("unlink");
    real_rename = find("rename");
    real_link = find("link");
    const char *where = getenv("DISK_ROOT"), *journal = getenv("DISK_LOG"), *file = getenv("DISK_CONTROL");
    const char *seed = getenv("DISK_SEED");
    if (!where) return;
    snprintf(root, sizeof root, "%s/", where);
    root_length = strlen(root);
    if (journal) log_file = real_open(journal, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (seed) chance ^= strtoull(seed, NULL, 10) * 2654435761ull;
    if (file) {
        int descriptor = real_open(file, O_RDONLY | O_CLOEXEC);
        void *map = descriptor < 0 ? MAP_FAILED : mmap(NULL, 2, PROT_READ, MAP_SHARED, descriptor, 0);
        if (map != MAP_FAILED) control = map;
        if (descriptor >= 0) real_close(descriptor);
    }
}

static const char *ours(const char *path) {
    if (!root_length || !path) return NULL;
    if (strncmp(path, root, root_length) == 0) return path + root_length;
    return strlen(path) == root_length - 1 && strncmp(path, root, root_length - 1) == 0 ? "." : NULL;
}

static const char *name_of(int file) { return file >= 0 && file < FILES && names[file][0] ? names[file] : NULL; }

static void note(char operation, const char *path, uint64_t offset, const void *data, uint64_t length) {
    if (log_file < 0) return;
    char head[1 + 2 + 8 + 8 + LONGEST];
    uint16_t size = (uint16_t)strlen(path);
    head[0] = operation;
    memcpy(head + 1, &size, 2);
    memcpy(head + 3, &offset, 8);
    memcpy(head + 11, &length, 8);
    memcpy(head + 19, path, size);
    pthread_mutex_lock(&lock);
    ssize_t done = real_write(log_file, head, 19 + size);
    if (done > 0 && length && data) done = real_write(log_file, data, length);
    pthread_mutex_unlock(&lock);
    (void)done;
}

static int fails(int kind, int file, uint64_t end) {
    if (!control || !control[0] || strcmp(names[file], "marks") == 0) return 0;
    if (control[0] == 1) {
        struct stat now;
        if (kind != 'w' || fstat(file, &now) != 0 || end <= (uint64_t)now.st_size) return 0;
        return ENOSPC;
    }
    if (control[0] == 2 && kind == 'w') return 0;
    pthread_mutex_lock(&lock);
    chance ^= chance << 13, chance ^= chance >> 7, chance ^= chance << 17;
    int hit = (chance & 255) < control[1];
    pthread_mutex_unlock(&lock);
    return hit ? EIO : 0;
}

static int opened(int file, const char *path, int existed, int flags) {
    const char *name = ours(path);
    if (file < 0 || file >= FILES) return file;
    names[file][0] = 0;
    if (name) {
        snprintf(names[file], LONGEST, "%s", name);
        if (flags & O_TRUNC) note('t', name, 0, NULL, 0);
        else if (!existed) note('c', name, 0, NULL, 0);
    }
    return file;
}

static int exists(const char *path) {
    struct stat found;
    return ours(path) ? stat(path, &found) == 0 : 1;
}

int open(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
    va_end(more);
    int existed = exists(path);
    return opened(real_open(path, flags, mode), path, existed, flags);
}
int open64(const char *path, int flags, ...) __attribute__((alias("open")));

int openat(int folder, const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
    va_end(more);
    int existed = exists(path);
    return opened(real_openat(folder, path, flags, mode), path, existed, flags);
}
int openat64(int folder, const char *path, int flags, ...) __attribute__((alias("openat")));

int close(int file) {
    if (file >= 0 && file < FILES) names[file][0] = 0;
    return real_close(file);
}

ssize_t pwrite(int file, const void *data, size_t length, off_t offset) {
    const char *name = name_of(file);
    int error = name ? fails('w', file, (uint64_t)offset + length) : 0;
    if (error) return errno = error, -1;
    ssize_t done = real_pwrite(file, data, length, offset);
    if (name && done > 0) note('w', name, (uint64_t)offset, data, (uint64_t)done);
    return done;
}
ssize_t pwrite64(int file, const void *data, size_t length, off_t offset) __attribute__((alias("pwrite")));

ssize_t write(int file, const void *data, size_t length) {
    const char *name = name_of(file);
    if (!name) return real_write(file, data, length);
    off_t at = lseek(file, 0, SEEK_CUR);
    int error = fails('w', file, (uint64_t)at + length);
    if (error) return errno = error, -1;
    ssize_t done = real_write(file, data, length);
    if (done > 0) note('w', name, (uint64_t)at, data, (uint64_t)done);
    return done;
}

static int synced(int file, int (*real)(int)) {
    const char *name = name_of(file);
    int error = name ? fails('s', file, 0) : 0;
    if (error) return errno = error, -1;
    int result = real(file);
    if (name && result == 0) note('s', name, 0, NULL, 0);
    return result;
}
int fsync(int file) { return synced(file, real_fsync); }
int fdatasync(int file) { return synced(file, real_fdatasync); }

int ftruncate(int file, off_t length) {
    int result = real_ftruncate(file, length);
    const char *name = name_of(file);
    if (name && result == 0) note('t', name, (uint64_t)length, NULL, 0);
    return result;
}
int ftruncate64(int file, off_t length) __attribute__((alias("ftruncate")));

int posix_fallocate(int file, off_t offset, off_t length) {
    const char *name = name_of(file);
    int error = name ? fails('w', file, (uint64_t)(offset + length)) : 0;
    if (error) return error;
    int result = real_fallocate(file, offset, length);
    if (name && result == 0) note('t', name, (uint64_t)(offset + length), NULL, 0);
    return result;
}
int posix_fallocate64(int file, off_t offset, off_t length) __attribute__((alias("posix_fallocate")));

int unlink(const char *path) {
    int result = real_unlink(path);
    const char *name = ours(path);
    if (name && result == 0) note('u', name, 0, NULL, 0);
    return result;
}

int rename(const char *from, const char *to) {
    int result = real_rename(from, to);
    const char *name = ours(from), *new_name = ours(to);
    if (name && new_name && result == 0) note('r', name, 0, new_name, strlen(new_name));
    return result;
}

int link(const char *from, const char *to) {
    int result = real_link(from, to);
    const char *name = ours(from), *new_name = ours(to);
    if (name && new_name && result == 0) note('l', name, 0, new_name, strlen(new_name));
    return result;
}
