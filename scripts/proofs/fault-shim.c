/*
 * LD_PRELOAD for the proofs `faults` and `kill`: counts the system calls by which a program changes files
 * below a folder (SQLite's own among them), and lets the n-th one go wrong.
 *
 *   FAULT_UNDER  the folder, an absolute real path; calls elsewhere are not counted
 *   FAULT_AT     n; 0 or absent: count only
 *   FAULT_HOW    ENOSPC | EIO | EACCES: it fails so; SHORT: it writes half; KILL: SIGKILL before it is made;
 *                BACK: from it on the clock of the day is an hour behind
 *   FAULT_STAYS  1: every later call fails as well, as on a full disk
 *   FAULT_LOG    a file that gets one line a call: number, call, path, `!` where it went wrong
 *   FAULT_CLOCK  seconds to add to the clock of the day
 *
 * Programs that the engine starts do not inherit it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define FINE 0
#define SHORT (-1)

static char under[PATH_MAX];
static size_t under_length;
static long at;
static int error_number, short_write, kills, turns_back, stays;
static atomic_long count, clock_shift;
static int log_file = -1;

__attribute__((constructor)) static void begin(void) {
  const char *folder = getenv("FAULT_UNDER"), *how = getenv("FAULT_HOW"), *log = getenv("FAULT_LOG");
  const char *number = getenv("FAULT_AT"), *clock = getenv("FAULT_CLOCK"), *stay = getenv("FAULT_STAYS");
  if (folder) under_length = (size_t)snprintf(under, sizeof under, "%s", folder);
  at = number ? atol(number) : 0;
  stays = stay && *stay == '1';
  if (clock) clock_shift = atol(clock);
  if (how && !strcmp(how, "ENOSPC")) error_number = ENOSPC;
  if (how && !strcmp(how, "EIO")) error_number = EIO;
  if (how && !strcmp(how, "EACCES")) error_number = EACCES;
  short_write = how && !strcmp(how, "SHORT");
  kills = how && !strcmp(how, "KILL");
  turns_back = how && !strcmp(how, "BACK");
  if (log) log_file = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  unsetenv("LD_PRELOAD");
}

static int is_below(const char *path) {
  if (!under_length) return 0;
  if (path[0] != '/') return 1; /* The program's folder is the one that is watched. */
  return !strncmp(path, under, under_length) && (path[under_length] == '/' || !path[under_length]);
}

/* What shall become of this call: FINE, SHORT or an errno. */
static int judge(const char *call, const char *path) {
  if (!is_below(path)) return FINE;
  long n = atomic_fetch_add(&count, 1) + 1;
  int hit = at > 0 && (n == at || (stays && n > at));
  if (log_file >= 0) {
    char line[PATH_MAX + 64];
    int length = snprintf(line, sizeof line, "%ld %s %s%s\n", n, call, path, hit ? " !" : "");
    syscall(SYS_write, log_file, line, length);
  }
  if (!hit) return FINE;
  if (kills) kill(getpid(), SIGKILL);
  if (turns_back) clock_shift -= 3600;
  return short_write ? SHORT : error_number;
}

static int judge_file(const char *call, int file) {
  char link[64], path[PATH_MAX];
  int before = errno;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  errno = before;
  if (length <= 0 || path[0] != '/') return FINE; /* a pipe, a socket */
  path[length] = 0;
  return judge(call, path);
}

#define FAIL_IF(verdict) do { int v = (verdict); if (v > 0) { errno = v; return -1; } } while (0)

/* Opening counts where it may create or change the file. */
#define CHANGES (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)
#define OPEN(name)                                                             \
  int name(const char *path, int flags, ...) {                                 \
    va_list more; va_start(more, flags); mode_t mode = va_arg(more, mode_t); va_end(more); \
    if (flags & CHANGES) FAIL_IF(judge("open", path));                         \
    return REAL(name)(path, flags, mode);                                      \
  }
OPEN(open)
OPEN(open64)
#define OPENAT(name)                                                           \
  int name(int folder, const char *path, int flags, ...) {                     \
    va_list more; va_start(more, flags); mode_t mode = va_arg(more, mode_t); va_end(more); \
    if (flags & CHANGES) FAIL_IF(judge("open", path));                         \
    return REAL(name)(folder, path, flags, mode);                              \
  }
OPENAT(openat)
OPENAT(openat64)

/* A call that takes bytes may be cut short. */
#define HALF(call, file, size)                                                 \
  do {                                                                         \
    int v = judge_file(call, file);                                            \
    if (v > 0) { errno = v; return -1; }                                       \
    if (v == SHORT && size > 1) size /= 2;                                     \
  } while (0)

ssize_t write(int file, const void *bytes, size_t size) {
  HALF("write", file, size);
  return REAL(write)(file, bytes, size);
}
ssize_t pwrite(int file, const void *bytes, size_t size, off_t offset) {
  HALF("write", file, size);
  return REAL(pwrite)(file, bytes, size, offset);
}
ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t offset) {
  HALF("write", file, size);
  return REAL(pwrite64)(file, bytes, size, offset);
}
/* Of several buffers, a short write takes half of the first. */
ssize_t writev(int file, const struct iovec *buffers, int number) {
  size_t first = buffers[0].iov_len;
  HALF("write", file, first);
  if (first != buffers[0].iov_len) return REAL(write)(file, buffers[0].iov_base, first);
  return REAL(writev)(file, buffers, number);
}
ssize_t pwritev(int file, const struct iovec *buffers, int number, off_t offset) {
  size_t first = buffers[0].iov_len;
  HALF("write", file, first);
  if (first != buffers[0].iov_len) return REAL(pwrite)(file, buffers[0].iov_base, first, offset);
  return REAL(pwritev)(file, buffers, number, offset);
}
ssize_t pwritev64(int file, const struct iovec *buffers, int number, off64_t offset) {
  return pwritev(file, buffers, number, offset);
}
ssize_t sendfile(int to, int from, off_t *offset, size_t size) {
  HALF("copy", to, size);
  return REAL(sendfile)(to, from, offset, size);
}
ssize_t sendfile64(int to, int from, off64_t *offset, size_t size) {
  HALF("copy", to, size);
  return REAL(sendfile64)(to, from, offset, size);
}
ssize_t copy_file_range(int from, off64_t *a, int to, off64_t *b, size_t size, unsigned flags) {
  HALF("copy", to, size);
  return REAL(copy_file_range)(from, a, to, b, size, flags);
}
/* libuv makes some calls without libc's names. */
long syscall(long number, ...) {
  long a[6];
  va_list more;
  va_start(more, number);
  for (int i = 0; i < 6; i++) a[i] = va_arg(more, long);
  va_end(more);
#ifdef SYS_copy_file_range
  if (number == SYS_copy_file_range) {
    size_t size = (size_t)a[4];
    HALF("copy", (int)a[2], size);
    a[4] = (long)size;
  }
#endif
  static long (*real)(long, ...);
  if (!real) real = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
  return real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

#define ON_FILE(name, call, more, ...)                                         \
  int name(int file more) {                                                    \
    FAIL_IF(judge_file(call, file));                                           \
    return REAL(name)(__VA_ARGS__);                                            \
  }
#define AND(x) , x
ON_FILE(fsync, "fsync", , file)
ON_FILE(fdatasync, "fsync", , file)
ON_FILE(ftruncate, "truncate", AND(off_t size), file, size)
ON_FILE(ftruncate64, "truncate", AND(off64_t size), file, size)
ON_FILE(fchmod, "chmod", AND(mode_t mode), file, mode)
int posix_fallocate(int file, off_t offset, off_t size) {
  int v = judge_file("allocate", file);
  return v > 0 ? v : REAL(posix_fallocate)(file, offset, size);
}
int posix_fallocate64(int file, off64_t offset, off64_t size) { return posix_fallocate(file, offset, size); }

#define ON_PATH(name, more, ...)                                               \
  int name(const char *path more) {                                            \
    FAIL_IF(judge(#name, path));                                               \
    return REAL(name)(__VA_ARGS__);                                            \
  }
ON_PATH(mkdir, AND(mode_t mode), path, mode)
ON_PATH(rmdir, , path)
ON_PATH(unlink, , path)
ON_PATH(chmod, AND(mode_t mode), path, mode)

/* Of two paths, the one that comes to be. */
#define TO_PATH(name)                                                          \
  int name(const char *from, const char *to) {                                 \
    FAIL_IF(judge(#name, to));                                                 \
    return REAL(name)(from, to);                                               \
  }
TO_PATH(rename)
TO_PATH(link)
TO_PATH(symlink)

int clock_gettime(clockid_t clock, struct timespec *time) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = REAL(clock_gettime);
  int result = real(clock, time);
  if (!result && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += clock_shift;
  return result;
}
int gettimeofday(struct timeval *time, void *zone) {
  static int (*real)(struct timeval *, void *);
  if (!real) real = (int (*)(struct timeval *, void *))dlsym(RTLD_NEXT, "gettimeofday");
  int result = real(time, zone);
  if (!result) time->tv_sec += clock_shift;
  return result;
}
time_t time(time_t *out) {
  struct timeval now;
  gettimeofday(&now, NULL);
  if (out) *out = now.tv_sec;
  return now.tv_sec;
}
