#include "file.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

static bool failed(struct err *e, const char *what, const char *path)
{
	e->full = no_room(errno);
	return err_set(e, "cannot %s %s: %s", what, path, strerror(errno));
}

static bool read_all(int fd, const char *path, size_t limit, struct buf *b, struct err *e)
{
	char part[16384];
	size_t total = 0;
	for (;;) {
		ssize_t n = read(fd, part, sizeof part);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return failed(e, "read", path);
		if (n == 0)
			return true;
		total += (size_t)n;
		buf_add(b, part, (size_t)n);
		if (total > limit || buf_failed(b))
			return err_set(e, "cannot read %s: it is larger than %zu bytes", path, limit);
	}
}

bool file_read(const char *path, size_t limit, struct buf *b, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return failed(e, "open", path);
	bool ok = read_all(fd, path, limit, b, e);
	close(fd);
	return ok;
}

static bool write_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t done = write(fd, p, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return false;
		p += done;
		n -= (size_t)done;
	}
	return true;
}

static bool sync_path(const char *path, int flags, struct err *e)
{
	int fd = open(path, flags | O_CLOEXEC);
	if (fd < 0)
		return failed(e, "open", path);
	bool ok = fsync(fd) == 0 || failed(e, "sync", path);
	close(fd);
	return ok;
}

bool file_sync(const char *path, struct err *e)
{
	return sync_path(path, O_RDWR, e);
}

bool folder_sync(const char *path, struct err *e)
{
	return sync_path(path, O_RDONLY | O_DIRECTORY, e);
}

/* A name is durable when the folder it stands in is. */
static bool sync_folder_of(const char *path, struct err *e)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	int n = slash ? (int)(slash - path) : 1;
	snprintf(folder, sizeof folder, "%.*s", n ? n : 1, slash ? path : ".");
	return folder_sync(folder, e);
}

bool file_write(const char *path, const void *bytes, size_t n, unsigned mode, struct err *e)
{
	char neighbour[PATH_MAX];
	if (snprintf(neighbour, sizeof neighbour, "%s.XXXXXX", path) >= (int)sizeof neighbour)
		return err_set(e, "cannot write %.200s…: the path is too long", path);
	int fd = mkostemp(neighbour, O_CLOEXEC);    /* made with mode 0600: nobody reads along before fchmod */
	if (fd < 0)
		return failed(e, "make a file beside", path);
	bool ok = write_all(fd, bytes, n) && fchmod(fd, mode) == 0 && fsync(fd) == 0;
	ok = close(fd) == 0 && ok;
	if (!ok || rename(neighbour, path) != 0) {
		failed(e, "write", path);
		unlink(neighbour);
		return false;
	}
	return sync_folder_of(path, e);
}

bool file_rename(const char *from, const char *to, struct err *e)
{
	return (rename(from, to) == 0 || failed(e, "make", to)) && sync_folder_of(to, e);
}

bool file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

static bool make_one(const char *path, unsigned mode, struct err *e)
{
	struct stat st;
	if (mkdir(path, mode) == 0)
		return sync_folder_of(path, e);
	if (errno != EEXIST)
		return failed(e, "make the folder", path);
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return true;
	return err_set(e, "cannot make the folder %s: a file of that name is in the way", path);
}

bool dir_make(const char *path, unsigned mode, struct err *e)
{
	char part[PATH_MAX];
	if (snprintf(part, sizeof part, "%s", path) >= (int)sizeof part)
		return err_set(e, "cannot make the folder %.200s…: the path is too long", path);
	for (char *p = part; *p; p++)
		if (*p == '/' && p > part) {
			*p = 0;
			if (!make_one(part, mode, e))
				return false;
			*p = '/';
		}
	return make_one(part, mode, e);
}
