# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# doubles.mk - how the macOS end is tested on Linux; part of the Makefile
#
# DOUBLE_PROGRAMS and DOUBLE_TESTS are made of the files of darwin/ as they are,
# with helper/macos/doubles in the place of macOS. Only clang knows Blocks, and a
# sanitizer wants one compiler for all.

ifeq ($(OS),linux)
DOUBLE_PROGRAMS = vmnet-helper vmnet-client vmnet-bench
DOUBLE_TESTS = \
	helper/darwin/test_nic \
	helper/darwin/test_large \
	helper/darwin/test_open \
	helper/darwin/test_own \
	helper/darwin/test_batch \
	helper/darwin/test_end \
	client/darwin/test_process \
	harness/darwin/test_system
UNIT_TESTS += helper/darwin/test_helper
endif

doubles_OBJS = $(addprefix helper/macos/doubles/,blocks broker dispatch kqueue network \
	peer system usage vmnet xpc)
# double OBJECTS - those of macOS for those of Linux
double = $(subst /linux/,/darwin/,$(filter-out $(linux_OBJS) \
	$(linux_privilege_OBJS) $(linux_CONFINE),$(1))) $(doubles_OBJS)

double-vmnet-helper_OBJS = $(call double,$(vmnet-helper_OBJS)) \
	$(darwin_OBJS) $(darwin_CONFINE)
double-vmnet-client_OBJS = $(call double,$(vmnet-client_OBJS)) \
	$(darwin_privilege_OBJS)
double-vmnet-bench_OBJS = $(call double,$(vmnet-bench_OBJS)) \
	$(darwin_bench_OBJS) $(darwin_privilege_OBJS)
double-vmnet-bench_LIBS = -ljansson -lyaml -lm
harness/darwin/test_system_OBJS = $(addprefix harness/darwin/,cpu netdev machine \
	sandbox lan carrier channel needs system) harness/machine harness/agent \
	harness/network harness/text harness/events helper/darwin/osversion \
	helper/darwin/signals $(log_OBJS) $(doubles_OBJS)
helper/darwin/test_helper_OBJS = helper/util
helper/darwin/test_nic_OBJS = $(call double,$(data_OBJS) $(endpoint_OBJS)) \
	$(darwin_OBJS) helper/darwin/open helper/opts helper/opts_rules helper/opts_table
helper/darwin/test_large_OBJS = $(helper/darwin/test_nic_OBJS)
helper/darwin/test_open_OBJS = $(helper/darwin/test_nic_OBJS) helper/info \
	helper/darwin/list
helper/darwin/test_own_OBJS = $(helper/darwin/test_nic_OBJS) helper/info
helper/darwin/test_batch_OBJS = helper/guest helper/stream helper/framing \
	$(call double,$(log_OBJS)) helper/darwin/batch
helper/darwin/test_end_OBJS = $(call double,$(endpoint_OBJS) $(log_OBJS)) \
	helper/darwin/peer helper/darwin/priv helper/identity helper/darwin/signals
client/darwin/test_process_OBJS = client/darwin/process helper/util \
	client/darwin/privilege client/privilege $(darwin_privilege_OBJS) \
	$(doubles_OBJS)

DOUBLE_CC = clang
DOUBLE_FLAGS = -fblocks -isystem helper/macos/doubles/include -isystem helper/macos/sdk \
	-include helper/macos/doubles/include/darwin.h

define double_program
$(BUILD)/doubles/$(1): $(addprefix $(BUILD)/obj-doubles/,$(addsuffix .o,$(sort $(double-$(1)_OBJS))))
	$$(say) LINK $$@
	@mkdir -p $$(@D)
	$$(Q)$$(DOUBLE_CC) $$(ALLLINK) -o $$@ $$^ -lmnl $(double-$(1)_LIBS)
DOUBLE_OBJECTS += $(sort $(double-$(1)_OBJS))
endef
$(foreach p,$(DOUBLE_PROGRAMS),$(eval $(call double_program,$(p))))

define double_test
$(BUILD)/$(1): $(addprefix $(BUILD)/obj-doubles/,$(addsuffix .o,$(1) $(sort $($(1)_OBJS))))
	$$(say) LINK $$@
	@mkdir -p $$(@D)
	$$(Q)$$(DOUBLE_CC) $$(ALLLINK) -o $$@ $$^ -lmnl -lcheck -lsubunit -lm -lrt
DOUBLE_OBJECTS += $(1) $(sort $($(1)_OBJS))
endef
$(foreach t,$(DOUBLE_TESTS),$(eval $(call double_test,$(t))))

$(BUILD)/obj-doubles/%.o: %.c
	$(say) CC "$< (doubles)"
	@mkdir -p $(@D)
	$(Q)$(DOUBLE_CC) $(ALLFLAGS) $(DOUBLE_FLAGS) -MMD -MP -c -o $@ $<


-include $(patsubst %,$(BUILD)/obj-doubles/%.d,$(sort $(DOUBLE_OBJECTS)))

$(BUILD)/obj-doubles/helper/version.o: ALLFLAGS += -DVERSION='"$(VERSION)"' \
	-DCOMMIT='"$(COMMIT)"'
$(BUILD)/obj-doubles/helper/version.o: $(BUILD)/version.stamp
