/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_place.c - names and folders of VMs */

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/place.h"
#include "helper/util.h"

static char home[64];
static struct place place;
static char why[PLACE_REASON];

static void make_home(void)
{
	strcpy(home, "/tmp/place.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(home));
	place_set(&place, home, "vm1");
}

static void remove_home(void)
{
	ck_assert_int_eq(rmdir(home), 0);
}

static void make_place(void)
{
	int lock = place_make(&place);

	ck_assert_int_ge(lock, 0);
	close(lock);
}

static void touch(const char *file)
{
	char path[PATH_MAX];
	int fd = open(place_path(&place, file, path), O_WRONLY | O_CREAT, 0600);

	ck_assert_int_ge(fd, 0);
	close(fd);
}

START_TEST(names)
{
	static const char *const good[] = { "a", "vm1", "my-vm", "0", "a--b" };
	static const char *const bad[] = { "",	  ".",	 "..",	"../x",
					   "a/b", "-a",	 "a-",	"A",
					   "a.b", "a b", "a\n", "\303\244",
					   "$x",  "a_b", "a\"b" };
	char longest[65];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(good); i++)
		ck_assert_msg(place_name_check(good[i]) == 0, "%s", good[i]);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		ck_assert_msg(place_name_check(bad[i]) == -EINVAL, "%s",
			      bad[i]);
	memset(longest, 'a', 64);
	longest[64] = '\0';
	ck_assert_int_eq(place_name_check(longest), -EINVAL);
	longest[63] = '\0';
	ck_assert_int_eq(place_name_check(longest), 0);
}
END_TEST

START_TEST(homes)
{
	char path[PATH_MAX];

	ck_assert_int_eq(place_home_check("/home/me/my vms"), 0);
	ck_assert_int_eq(place_home_check("/h\303\244user"), 0);
	ck_assert_int_eq(place_home_check(""), -EINVAL);
	ck_assert_int_eq(place_home_check("/a,b"), -EINVAL);
	ck_assert_int_eq(place_home_check("/a\"b"), -EINVAL);
	ck_assert_int_eq(place_home_check("/%h"), -EINVAL);
	ck_assert_int_eq(place_home_check("/${HOME}"), -EINVAL);
	ck_assert_int_eq(place_home_check("/a\\b"), -EINVAL);
	ck_assert_int_eq(place_home_check("/a\nb"), -EINVAL);
	ck_assert_int_eq(place_home_check("/a\177"), -EINVAL);
	memset(path, 'a', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	ck_assert_int_eq(place_home_check(path), -ENAMETOOLONG);
	path[PLACE_HOME] = '\0';
	ck_assert_int_eq(place_home_check(path), -ENAMETOOLONG);
	path[PLACE_HOME - 1] = '\0';
	ck_assert_int_eq(place_home_check(path), 0);
}
END_TEST

/* The longest home, name and file make a path that is whole. */
START_TEST(longest_path)
{
	char dir[PATH_MAX], name[PLACE_NAME], path[PATH_MAX];

	memset(dir, 'd', PLACE_HOME - 1);
	dir[PLACE_HOME - 1] = '\0';
	memset(name, 'n', PLACE_NAME - 1);
	name[PLACE_NAME - 1] = '\0';
	place_set(&place, dir, name);
	place_path(&place, PLACE_HOST_KEY ".pub", path);
	ck_assert_uint_eq(strlen(path), strlen(dir) + 1 + strlen(name) + 1 +
						strlen(PLACE_HOST_KEY ".pub"));
	ck_assert_str_eq(strrchr(path, '/') + 1, PLACE_HOST_KEY ".pub");
}
END_TEST

START_TEST(usual_home)
{
	char dir[PATH_MAX], path[PATH_MAX];

	ck_assert_int_eq(place_home(NULL, "/home/me", dir), 0);
	ck_assert_str_eq(dir, "/home/me/.local/share/vmnet-helper/vms");
	ck_assert_int_eq(place_home("", "/home/me", dir), 0);
	ck_assert_str_eq(dir, "/home/me/.local/share/vmnet-helper/vms");
	ck_assert_int_eq(place_home("/data", "/home/me", dir), 0);
	ck_assert_str_eq(dir, "/data/vmnet-helper/vms");
	memset(path, 'a', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	ck_assert_int_eq(place_home(path, "/", dir), -ENAMETOOLONG);
}
END_TEST

START_TEST(made_for_its_owner)
{
	char above[PATH_MAX];
	struct stat st;

	snprintf(above, sizeof(above), "%s/a/b", home);
	place_set(&place, above, "vm1");
	make_place();
	ck_assert_int_eq(stat(place.dir, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0700);
	ck_assert_int_eq(place_make(&place), -EEXIST);
	ck_assert_int_eq(place_remove(&place, why), 0);
	ck_assert_int_eq(rmdir(above), 0);
	*strrchr(above, '/') = '\0';
	ck_assert_int_eq(rmdir(above), 0);
}
END_TEST

START_TEST(one_at_a_time)
{
	int lock;

	ck_assert_int_eq(place_lock(&place), -ENOENT);
	ck_assert_int_eq(place_held(&place), -ENOENT);
	lock = place_make(&place);
	ck_assert_int_ge(lock, 0);
	ck_assert_int_eq(place_lock(&place), -EWOULDBLOCK);
	ck_assert_int_eq(place_held(&place), 1);
	close(lock);
	ck_assert_int_eq(place_held(&place), 0);
	lock = place_lock(&place);
	ck_assert_int_ge(lock, 0);
	ck_assert_int_eq(place_remove(&place, why), 0);
	close(lock);
	ck_assert_int_eq(place_lock(&place), -ENOENT);
}
END_TEST

/* That of somebody else's keys, say. */
START_TEST(is_no_other_folder)
{
	char path[PATH_MAX];

	ck_assert_int_eq(mkdir(place.dir, 0700), 0);
	touch(PLACE_KEY);
	ck_assert_int_eq(place_make(&place), -EEXIST);
	ck_assert_int_eq(place_lock(&place), -ENOENT);
	ck_assert_int_eq(place_held(&place), -ENOENT);
	ck_assert_int_eq(access(place_path(&place, PLACE_LOCK, path), F_OK),
			 -1);
	ck_assert_int_eq(unlink(place_path(&place, PLACE_KEY, path)), 0);
	ck_assert_int_eq(rmdir(place.dir), 0);
}
END_TEST

START_TEST(removes_what_is_its_own)
{
	static const char *const own[] = {
		PLACE_PROFILE, PLACE_LOCK, PLACE_DISK_QCOW2, PLACE_DISK_RAW,
		PLACE_EFI, PLACE_KEY, PLACE_KEY ".pub", PLACE_HOST_KEY,
		PLACE_HOST_KEY ".pub", PLACE_SSH, PLACE_ADDRESS,
		PLACE_KNOWN_HOSTS, PLACE_USER_DATA, PLACE_META_DATA,
		PLACE_NETWORK, PLACE_SEED, PLACE_CONSOLE, PLACE_LOG,
		/* Of who was killed. */
		PLACE_PROFILE ".new", PLACE_EFI ".new",
		PLACE_KNOWN_HOSTS ".new", PLACE_SSH ".new",
		PLACE_ADDRESS ".new", PLACE_USER_DATA ".new",
		PLACE_META_DATA ".new", PLACE_NETWORK ".new",
		PLACE_SEED_NEW "/" PLACE_USER_DATA,
		PLACE_SEED_NEW "/" PLACE_META_DATA,
		PLACE_SEED_NEW "/" PLACE_NETWORK
	};
	char path[PATH_MAX];
	size_t i;

	make_place();
	ck_assert_int_eq(mkdir(place_path(&place, PLACE_SEED_NEW, path), 0700),
			 0);
	for (i = 0; i < ARRAY_SIZE(own); i++)
		touch(own[i]);
	touch("notes");
	ck_assert_int_eq(place_remove(&place, why), -ENOTEMPTY);
	ck_assert_ptr_nonnull(strstr(why, "vm1/notes: is none of the VM's"));
	touch(PLACE_SEED_NEW "/notes");
	ck_assert_int_eq(unlink(place_path(&place, "notes", path)), 0);
	ck_assert_int_eq(place_remove(&place, why), -ENOTEMPTY);
	ck_assert_ptr_nonnull(strstr(why, "vm1/seed.new/notes: is none"));
	for (i = 0; i < ARRAY_SIZE(own); i++)
		ck_assert_int_eq(access(place_path(&place, own[i], path), F_OK),
				 0);
	place_path(&place, PLACE_SEED_NEW "/notes", path);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(place_remove(&place, why), 0);
	ck_assert_int_eq(access(place.dir, F_OK), -1);
}
END_TEST

START_TEST(writes_at_once)
{
	char path[PATH_MAX], text[16];
	struct stat st;

	make_place();
	ck_assert_int_eq(place_write(&place, PLACE_SSH, "one"), 0);
	ck_assert_int_eq(place_write(&place, PLACE_SSH, "two"), 0);
	ck_assert_int_eq(read_text(place_path(&place, PLACE_SSH, path), text,
				   sizeof(text)),
			 3);
	ck_assert_str_eq(text, "two");
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(place_remove(&place, why), 0);
	ck_assert_int_eq(place_write(&place, PLACE_SSH, "x"), -ENOENT);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("place");
	TCase *pure = tcase_create("pure"), *disk = tcase_create("disk");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_test(pure, names);
	tcase_add_test(pure, homes);
	tcase_add_test(pure, longest_path);
	tcase_add_test(pure, usual_home);
	suite_add_tcase(s, pure);
	tcase_add_checked_fixture(disk, make_home, remove_home);
	tcase_add_test(disk, made_for_its_owner);
	tcase_add_test(disk, one_at_a_time);
	tcase_add_test(disk, is_no_other_folder);
	tcase_add_test(disk, removes_what_is_its_own);
	tcase_add_test(disk, writes_at_once);
	suite_add_tcase(s, disk);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
