# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# Makefile - builds, tests, measures and installs vmnet-helper
#
# One make, no recursion, features of GNU make 3.81 only (what macOS ships).
# Programs are lists of objects by name, so that a stray file is never linked;
# the platform is chosen here, by folder, and nowhere else.

VERSION  = v0.14.0
PREFIX   = /usr/local
BINDIR   = $(PREFIX)/bin
MANDIR   = $(PREFIX)/share/man
CC       = gcc
CFLAGS   = -O2 -g
LDFLAGS  =
SAN      =
OS      := $(shell uname -s | tr A-Z a-z)
ARCH    := $(shell uname -m)
# What Linux calls aarch64, macOS calls arm64.
CPU     := $(patsubst arm64,aarch64,$(ARCH))
SUM     := $(if $(wildcard helper/$(CPU)/sum.c),$(CPU),generic)

# What `make bench` measures.
MODE     = shared
DRIVER   = $($(OS)_DRIVER)
linux_DRIVER = qemu,netns
darwin_DRIVER = vfkit,krunkit
TIME     = 3
ROUNDS   = 3
RUN      = results/local/last
CONFIG   =
BENCHFLAGS =

# What `make gate` compares, and how much slower `make slow` is.
BASE     = origin/main
HEAD     = worktree
GATEFLAGS =
SLOW     =

# What `make fuzz` and `make coverage` do.
FUZZ     =
MERGE    =
COVERAGE = 90

# How many cycles of start and kill `make cycles` does.
N        = 1000

comma   := ,
empty   :=
space   := $(empty) $(empty)

ifneq ($(filter fuzz coverage,$(MAKECMDGOALS)),)
ifneq ($(words $(MAKECMDGOALS)),1)
$(error make $(MAKECMDGOALS): builds in a way of its own, so say it alone)
endif
endif

ifeq ($(MAKECMDGOALS),fuzz)
BUILD    = build/fuzz
CC       = clang
TIME     = 60
SANFLAGS = -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=all -fno-omit-frame-pointer
FUZZLINK = -fsanitize=fuzzer
FUZZMAIN =
else ifeq ($(MAKECMDGOALS),coverage)
BUILD    = build/coverage
CFLAGS   = -O0 -g --coverage -fprofile-update=atomic
else ifeq ($(SAN),)
BUILD    = build
else
BUILD    = build/san-$(subst $(comma),-,$(SAN))
SANFLAGS = -fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer
endif

FUZZMAIN ?= helper/fuzz_replay

ifeq ($(V),1)
Q =
say = @:
else
Q = @
say = @printf '  %-7s %s\n'
endif

WARN     = -Wall -Wextra -Wshadow -Wpedantic -Wstrict-prototypes \
	   -Wmissing-prototypes -Wvla -Werror
# Where libraries of others are on a Mac; the helper needs none of them.
BREW    := $(if $(filter darwin,$(OS)),$(shell brew --prefix 2>/dev/null))
BREW_INCLUDE = $(BREW:%=-idirafter %/include)
BREW_LIB = $(BREW:%=-L%/lib)

ALLFLAGS = -std=gnu11 -D_GNU_SOURCE -I. $(BREW_INCLUDE) $(WARN) $(CFLAGS) $(SANFLAGS) -pthread
ALLLINK  = $(CFLAGS) $(SANFLAGS) $(LDFLAGS) $(BREW_LIB) -pthread

COMMIT  := $(shell git rev-parse --verify -q HEAD 2>/dev/null || echo unknown)
DIRTY   := $(shell git status --porcelain 2>/dev/null | head -n 1)
COMMIT  := $(COMMIT)$(if $(DIRTY),+dirty)

# --- programs ---------------------------------------------------------------

NET_LIBS = -lmnl -lnftables -lseccomp
linux_LIBS = $(NET_LIBS)
darwin_LIBS = -framework vmnet -framework CoreFoundation

# What sanitizers do is what confinement ends, and so is the writing of counts at
# the end of a process; no other build is without.
UNCONFINED = $(SAN)$(filter coverage,$(MAKECMDGOALS))
linux_CONFINE = helper/linux/$(if $(UNCONFINED),confine_off,confine)
darwin_CONFINE = helper/darwin/confine
CONFINE  = $($(OS)_CONFINE)

log_OBJS = helper/log helper/printable helper/util
data_OBJS = $(log_OBJS) helper/guest helper/ifid helper/stats helper/pump \
	helper/cutter helper/merger helper/sanity helper/infer helper/subnet \
	helper/$(OS)/batch helper/stream helper/framing helper/offload \
	helper/checksum helper/$(SUM)/sum
offload_OBJS = helper/offload helper/checksum helper/$(SUM)/sum
net_OBJS = helper/linux/netlink helper/linux/network helper/linux/firewall \
	helper/linux/ruleset helper/linux/neighbour helper/linux/dhcp \
	helper/linux/caps helper/linux/keeper helper/linux/state \
	helper/linux/port helper/linux/fdb \
	helper/linux/bridged helper/linux/process helper/linux/leases \
	helper/linux/failure helper/linux/elevate helper/linux/guard \
	helper/linux/landlock helper/linux/filter helper/linux/limit
linux_OBJS = $(net_OBJS) helper/linux/tap
darwin_OBJS = helper/darwin/nic helper/darwin/params helper/darwin/status \
	helper/darwin/await helper/darwin/broker helper/darwin/own \
	helper/darwin/osversion helper/darwin/descriptors
child_OBJS = helper/handover helper/identity client/session client/spawn client/reply client/user \
	client/$(OS)/process client/$(OS)/privilege \
	helper/$(OS)/socket \
	$($(OS)_privilege_OBJS)
linux_privilege_OBJS = client/linux/filecaps
darwin_privilege_OBJS = helper/darwin/osversion helper/darwin/descriptors

# BENCH_PROGRAMS are those for which a Mac needs jansson and libyaml.
ifeq ($(OS),darwin)
PROGRAMS = vmnet-helper vmnet-client vmnet-summary vmnet-completion \
	vmnet-ratios vmnet-gate
BENCH_PROGRAMS = vmnet-bench vmnet-plot
else
PROGRAMS = vmnet-helper vmnet-client vmnet-netns kvm-probe vmnet-summary \
	vmnet-bench vmnet-stress vmnet-hostile vmnet-completion \
	vmnet-cycles \
	vmnet-flood \
	vmnet-plot \
	vmnet-datapath \
	vmnet-ratios \
	vmnet-kernelcut \
	vmnet-endurance \
	vmnet-gate
endif

endpoint_OBJS = helper/handover helper/endpoint helper/lockfile helper/$(OS)/cred \
	helper/$(OS)/socket

vmnet-helper_OBJS = helper/main helper/opts helper/opts_rules \
	helper/opts_table helper/info helper/version \
	helper/report helper/serve $(endpoint_OBJS) $(data_OBJS) $($(OS)_OBJS) helper/$(OS)/open \
	helper/$(OS)/list helper/$(OS)/doctor helper/$(OS)/priv helper/identity helper/$(OS)/peer \
	helper/$(OS)/signals helper/$(OS)/inherited $(CONFINE)
vmnet-helper_LIBS = $($(OS)_LIBS)

vmnet-client_OBJS = client/main client/start client/find client/privilege \
	client/expand client/terminal $(child_OBJS) $(log_OBJS) \
	helper/opts helper/opts_rules helper/opts_table helper/ifid \
	helper/subnet helper/version \
	helper/$(OS)/signals

vmnet-netns_OBJS = vms/netns_run $(endpoint_OBJS) $(data_OBJS) helper/linux/tap \
	helper/linux/netlink
vmnet-netns_LIBS = -lmnl

vmnet-stress_OBJS = helper/stress/main helper/stress/slot \
	helper/stress/inspect helper/stress/chaos helper/stress/process \
	helper/stress/dice helper/frame helper/ifid helper/util \
	helper/linux/netlink helper/subnet
vmnet-stress_LIBS = $(NET_LIBS)

cycle_OBJS = helper/stress/cycle helper/stress/cell helper/stress/process \
	helper/stress/dice helper/util

vmnet-cycles_OBJS = helper/stress/cycles helper/stress/arping helper/frame helper/ifid \
	$(cycle_OBJS)
vmnet-cycles_LIBS = $(NET_LIBS)

vmnet-hostile_OBJS = helper/hostile helper/frame helper/util \
	helper/$(OS)/batch

vmnet-endurance_OBJS = helper/endurance helper/frame helper/ifid helper/fuzz \
	helper/fuzz_frame helper/util helper/$(OS)/batch

vmnet-kernelcut_OBJS = helper/linux/kernelcut helper/linux/wire helper/linux/tap \
	helper/linux/netlink helper/subnet helper/infer helper/fuzz helper/fuzz_frame \
	helper/util $(offload_OBJS)
vmnet-kernelcut_LIBS = -lmnl

vmnet-completion_OBJS = helper/completion_main helper/completion \
	helper/opts helper/opts_rules helper/opts_table \
	helper/ifid helper/subnet helper/util helper/printable

kvm-probe_OBJS = vms/kvm_probe

vmnet-flood_OBJS = harness/contenders/flood helper/util

vmnet-plot_OBJS = plots/plot_main $(chart_OBJS)
vmnet-plot_LIBS = -lyaml
chart_OBJS = plots/chart helper/printable helper/util

csv_OBJS = perf/csv perf/rows perf/fields helper/util
summary_OBJS = perf/summary perf/against perf/table perf/stats perf/arms \
	perf/samples $(csv_OBJS)

judge_OBJS = perf/gate perf/gate_pairs perf/gate_design $(summary_OBJS)
trend_OBJS = perf/trend perf/random perf/stats
vmnet-gate_OBJS = perf/gate_main perf/gate_options perf/gate_run \
	perf/gate_bench perf/gate_problem perf/gate_facts perf/gate_plan \
	perf/gate_again perf/$(OS)/affinity \
	perf/gate_table perf/gate_markdown perf/gate_junit perf/gate_csv \
	perf/gate_text perf/trend_series perf/trend_report \
	$(trend_OBJS) $(judge_OBJS) helper/version helper/printable
vmnet-gate_LIBS = -lm

vmnet-summary_OBJS = perf/summary_main $(summary_OBJS)
vmnet-summary_LIBS = -lm

statlog_OBJS = harness/statlog harness/interval

options_OBJS = harness/options harness/network harness/$(OS)/system \
	harness/matrix harness/place \
	helper/lockfile helper/util helper/printable
matrix_OBJS = $(options_OBJS) harness/config harness/config_write

# VMs of a distribution.
vms_OBJS = harness/vms harness/vm_options harness/create harness/boot \
	harness/place harness/profile harness/seed harness/images harness/fetch \
	harness/disk harness/tool helper/lockfile helper/ifid

convert_OBJS = harness/convert harness/import harness/export harness/tree \
	harness/layout harness/origin
ratio_OBJS = perf/ratio $(summary_OBJS)

vmnet-ratios_OBJS = perf/ratio_main $(ratio_OBJS)
vmnet-ratios_LIBS = -lm

vmnet-datapath_OBJS = perf/datapath perf/args perf/bench perf/journal \
	perf/bench_pump perf/bench_iperf perf/bench_offload perf/lane \
	perf/load perf/frames perf/entrant perf/tally \
	perf/linux/netguest perf/linux/wire perf/contenders/list \
	perf/contenders/naive perf/contenders/batched \
	perf/contenders/cable $(data_OBJS) $(CONFINE) \
	helper/linux/guard helper/linux/leases helper/linux/landlock \
	helper/linux/filter helper/linux/limit helper/linux/tap \
	helper/linux/netlink helper/version helper/$(OS)/signals \
	harness/matrix harness/machine harness/events harness/command \
	harness/text harness/iperf harness/agent harness/$(OS)/netdev \
	harness/$(OS)/machine harness/$(OS)/sandbox harness/$(OS)/cpu \
	$(summary_OBJS)
vmnet-datapath_LIBS = -ljansson -lmnl -lseccomp -lm
# Counts the system calls of contenders, see tally.h.
vmnet-datapath_LINK = $(addprefix -Wl$(comma)--wrap=,read write readv writev \
	recv send recvmsg sendmsg recvmmsg sendmmsg poll)

vmnet-bench_OBJS = harness/main harness/complaint $(matrix_OBJS) \
	harness/setup harness/created harness/$(OS)/needs harness/run \
	harness/group harness/measure harness/latency harness/vm \
	harness/$(OS)/channel \
	harness/agent harness/iperf harness/plan harness/resume \
	harness/roster harness/$(OS)/carrier \
	harness/machine harness/events harness/command harness/text \
	harness/record harness/progress harness/statview harness/report \
	$(statlog_OBJS) harness/$(OS)/cpu harness/$(OS)/netdev \
	harness/$(OS)/machine harness/$(OS)/sandbox harness/$(OS)/lan \
	$($(OS)_bench_OBJS) $(child_OBJS) $(log_OBJS) \
	$(summary_OBJS) helper/version helper/$(OS)/signals $(convert_OBJS) \
	$(vms_OBJS)
vmnet-bench_LIBS = -ljansson -lyaml -lm $($(OS)_bench_LIBS)
linux_bench_OBJS = helper/linux/tap helper/linux/netlink helper/subnet
linux_bench_LIBS = -lmnl
darwin_bench_OBJS = helper/darwin/osversion helper/darwin/descriptors

# --- tests ------------------------------------------------------------------

linux_CHECK_LIBS = -lcheck -lsubunit -lm -lrt
darwin_CHECK_LIBS = -lcheck
CHECK_LIBS = $($(OS)_CHECK_LIBS)

linux_UNIT_TESTS = client/linux/test_privilege \
	vms/guest/test_vsock

# One a line, as every change adds one.
UNIT_TESTS = \
	helper/test_opts \
	helper/test_subnet \
	helper/test_ifid \
	helper/test_info \
	helper/test_util \
	helper/test_printable \
	helper/test_lockfile \
	helper/test_stats \
	helper/test_endpoint \
	helper/test_framing \
	helper/test_sanity \
	helper/test_infer \
	helper/test_guest \
	helper/test_pump \
	helper/linux/test_faults \
	helper/linux/test_wait \
	helper/linux/test_allocation \
	helper/test_checksum \
	helper/test_segment \
	helper/test_merge \
	helper/test_merger \
	helper/test_priv \
	$(if $(UNCONFINED),,helper/test_confine helper/linux/test_guard) \
	client/test_session \
	client/test_expand \
	client/test_terminal \
	$($(OS)_UNIT_TESTS) \
	perf/test_csv \
	perf/test_samples \
	perf/test_stats \
	perf/test_summary \
	perf/test_against \
	perf/test_arms \
	plots/test_chart \
	perf/test_frames \
	perf/test_ratio \
	perf/test_gate \
	perf/test_gate_odds \
	perf/test_gate_plan \
	perf/test_gate_problem \
	perf/test_gate_options \
	perf/test_trend \
	harness/test_matrix \
	harness/test_options \
	harness/test_config \
	harness/test_progress \
	harness/test_iperf \
	harness/test_latency \
	harness/test_statlog \
	harness/test_layout \
	harness/test_origin \
	harness/test_vm_options \
	harness/test_place \
	harness/test_profile \
	harness/test_seed \
	harness/test_images \
	helper/stress/test_cycle

# Of these, what builds and means something on a Mac.
ifeq ($(OS),darwin)
UNIT_TESTS := $(addprefix helper/test_,opts subnet ifid info util printable \
	lockfile stats framing sanity infer pump checksum segment merge \
	merger) \
	client/test_expand plots/test_chart $(addprefix perf/test_,csv samples \
	stats summary against arms ratio gate gate_odds gate_plan gate_problem \
	gate_options trend) \
	$(addprefix harness/test_,matrix progress layout origin statlog)
endif

helper/test_opts_OBJS = helper/opts helper/opts_rules helper/opts_table \
	helper/ifid helper/subnet helper/util \
	helper/printable
helper/test_subnet_OBJS = helper/subnet
helper/test_ifid_OBJS = helper/ifid
helper/test_info_OBJS = helper/info helper/ifid helper/subnet
helper/test_info_LIBS = -ljansson
helper/test_util_OBJS = helper/util
helper/test_printable_OBJS = helper/printable
helper/test_lockfile_OBJS = helper/lockfile helper/util
helper/test_stats_OBJS = helper/stats
helper/test_stats_LIBS = -ljansson
helper/test_endpoint_OBJS = $(endpoint_OBJS) helper/$(OS)/peer $(log_OBJS)
helper/test_endpoint_LIBS = -lmnl
helper/test_framing_OBJS = helper/framing
helper/test_sanity_OBJS = helper/sanity
helper/test_guest_OBJS = $(data_OBJS) helper/nic_fake helper/$(OS)/peer
helper/test_guest_LIBS = -lmnl
# What faults.c wraps.
faults_LINK = $(addprefix -Wl$(comma)--wrap=,recvmmsg sendmmsg recv sendmsg \
	read writev poll calloc malloc pipe pthread_create)
helper/linux/test_faults_OBJS = $(data_OBJS) helper/linux/tap \
	helper/linux/faults
helper/linux/test_faults_LINK = $(faults_LINK)
helper/linux/test_wait_OBJS = $(helper/linux/test_faults_OBJS)
helper/linux/test_wait_LINK = $(faults_LINK)
helper/linux/test_allocation_OBJS = $(data_OBJS) helper/linux/tap helper/fuzz \
	helper/fuzz_frame
helper/linux/test_allocation_LINK = $(addprefix -Wl$(comma)--wrap=,malloc \
	calloc realloc free strdup mmap munmap)
helper/test_pump_OBJS = $(data_OBJS) helper/nic_fake
helper/test_infer_OBJS = helper/infer $(offload_OBJS)
helper/test_checksum_OBJS = $(offload_OBJS)
helper/test_segment_OBJS = $(offload_OBJS)
helper/test_merge_OBJS = $(offload_OBJS)
helper/test_merger_OBJS = helper/merger helper/sanity helper/offload helper/checksum \
	helper/$(SUM)/sum
helper/test_priv_OBJS = helper/$(OS)/priv helper/identity helper/linux/caps $(log_OBJS)
helper/test_confine_OBJS = $(CONFINE) helper/linux/guard helper/linux/landlock \
	helper/linux/filter helper/linux/limit helper/linux/leases \
	helper/ifid helper/subnet $(log_OBJS)
helper/test_confine_LIBS = -lseccomp
helper/linux/test_guard_OBJS = $(helper/test_confine_OBJS)
helper/linux/test_guard_LIBS = -lseccomp
client/test_session_OBJS = $(child_OBJS) $(log_OBJS)
client/test_expand_OBJS = client/expand client/reply
client/test_terminal_OBJS = helper/util helper/$(OS)/signals
client/linux/test_privilege_OBJS = client/privilege client/linux/privilege \
	client/linux/filecaps
vms/guest/test_vsock_OBJS = vms/guest/vsock helper/util
vms/guest/test_vsock_LINK = $(addprefix -Wl$(comma)--wrap=,socket connect)
perf/test_csv_OBJS = $(csv_OBJS)
perf/test_samples_OBJS = perf/samples $(csv_OBJS)
perf/test_stats_OBJS = perf/stats
perf/test_summary_OBJS = $(summary_OBJS)
perf/test_against_OBJS = $(summary_OBJS)
perf/test_arms_OBJS = $(summary_OBJS)
plots/test_chart_OBJS = $(chart_OBJS)
plots/test_chart_LIBS = -lyaml
perf/test_frames_OBJS = perf/frames $(offload_OBJS)
perf/test_ratio_OBJS = $(ratio_OBJS)
perf/test_gate_OBJS = $(judge_OBJS)
perf/test_gate_plan_OBJS = perf/gate_design perf/gate_plan perf/random
perf/test_gate_odds_OBJS = $(judge_OBJS) perf/gate_plan perf/random
perf/test_gate_problem_OBJS = perf/gate_problem $(csv_OBJS) helper/printable
perf/test_gate_options_OBJS = perf/gate_options perf/gate_design perf/fields \
	helper/util helper/printable
perf/test_trend_OBJS = $(trend_OBJS) $(judge_OBJS) perf/trend_series
harness/test_matrix_OBJS = harness/matrix
harness/test_options_OBJS = $(options_OBJS)
harness/test_config_OBJS = $(matrix_OBJS) $(log_OBJS)
harness/test_config_LIBS = -lyaml
harness/test_progress_OBJS = harness/progress harness/matrix $(log_OBJS)
harness/test_iperf_OBJS = harness/iperf harness/agent harness/command \
	harness/events harness/text $(log_OBJS) helper/$(OS)/signals
harness/test_iperf_LIBS = -ljansson
harness/test_latency_OBJS = harness/latency harness/$(OS)/system \
	$(harness/test_iperf_OBJS)
harness/test_latency_LIBS = -ljansson
harness/test_layout_OBJS = harness/layout harness/matrix helper/util
harness/test_origin_OBJS = harness/origin helper/util
harness/test_origin_LIBS = -ljansson
harness/test_vm_options_OBJS = harness/vm_options harness/profile harness/seed \
	helper/ifid $(options_OBJS)
harness/test_vm_options_LIBS = -ljansson
harness/test_place_OBJS = harness/place helper/lockfile $(log_OBJS)
harness/test_profile_OBJS = harness/profile helper/ifid
harness/test_profile_LIBS = -ljansson
harness/test_seed_OBJS = harness/seed
harness/test_seed_LIBS = -lyaml
harness/test_images_OBJS = harness/images helper/printable helper/util
harness/test_statlog_OBJS = $(statlog_OBJS) harness/report perf/fields helper/util
harness/test_statlog_LIBS = -ljansson
helper/stress/test_cycle_OBJS = $(cycle_OBJS)
helper/stress/test_cycle_LIBS = -lnftables

# Run on any bytes; see helper/fuzz.h.
FUZZ_TARGETS = \
	helper/fuzz_merger \
	helper/fuzz_cutter \
	helper/fuzz_complete \
	helper/fuzz_infer \
	helper/fuzz_framing \
	helper/fuzz_opts \
	helper/fuzz_text \
	client/fuzz_reply \
	client/fuzz_expand \
	perf/fuzz_csv \
	harness/fuzz_iperf \
	harness/fuzz_options \
	harness/fuzz_config \
	harness/fuzz_origin \
	harness/fuzz_images \
	plots/fuzz_chart

helper/fuzz_merger_OBJS = helper/merger helper/sanity helper/stats helper/fuzz_frame \
	$(offload_OBJS)
helper/fuzz_cutter_OBJS = helper/cutter helper/stats helper/fuzz_frame \
	$(offload_OBJS)
helper/fuzz_complete_OBJS = helper/fuzz_frame $(offload_OBJS)
helper/fuzz_infer_OBJS = helper/infer helper/sanity helper/fuzz_frame \
	$(offload_OBJS)
helper/fuzz_framing_OBJS = helper/framing
helper/fuzz_opts_OBJS = helper/opts helper/opts_rules helper/opts_table \
	helper/ifid helper/subnet helper/printable
helper/fuzz_text_OBJS = helper/ifid helper/subnet
client/fuzz_reply_OBJS = client/reply
client/fuzz_expand_OBJS = client/expand
perf/fuzz_csv_OBJS = $(csv_OBJS)
harness/fuzz_iperf_OBJS = $(harness/test_iperf_OBJS)
harness/fuzz_iperf_LIBS = -ljansson -lm
harness/fuzz_options_OBJS = $(options_OBJS)
harness/fuzz_config_OBJS = $(matrix_OBJS) helper/printable
harness/fuzz_config_LIBS = -lyaml
plots/fuzz_chart_OBJS = plots/chart helper/printable
plots/fuzz_chart_LIBS = -lyaml
harness/fuzz_origin_OBJS = harness/origin harness/layout harness/matrix
harness/fuzz_origin_LIBS = -ljansson
harness/fuzz_images_OBJS = harness/images harness/profile harness/seed \
	helper/ifid helper/printable
harness/fuzz_images_LIBS = -ljansson

# Pure: run also as built for another processor, see helper/cross.sh.
CROSS_TESTS = helper/test_checksum helper/test_segment helper/test_merge \
	helper/test_infer helper/test_sanity helper/test_framing \
	helper/test_merger helper/fuzz_complete helper/fuzz_infer \
	helper/fuzz_framing helper/fuzz_merger helper/fuzz_cutter

# One a line, as every change adds one.
SHELL_TESTS = \
	helper/test_errors.sh \
	helper/test_docs.sh \
	helper/test_helper.sh \
	helper/test_sockets.sh \
	helper/test_deaths.sh \
	helper/test_hostile.sh \
	helper/test_endurance.sh \
	helper/test_sharing.sh \
	helper/test_reattach.sh \
	helper/test_modes.sh \
	helper/test_neighbours.sh \
	helper/test_integrity.sh \
	helper/test_offload.sh \
	helper/stress/test_stress.sh \
	helper/stress/test_cycles.sh \
	helper/test_kernelcut.sh \
	helper/test_leases.sh \
	helper/test_privileges.sh \
	helper/test_completion.sh \
	helper/test_install.sh \
	helper/test_confine.sh \
	client/test_client.sh \
	client/test_sudo.sh \
	vms/test_build.sh \
	vms/test_created.sh \
	vms/test_guest.sh \
	vms/test_disk.sh \
	vms/test_network.sh \
	vms/test_attach.sh \
	perf/test_datapath.sh \
	perf/test_gate.sh \
	plots/test_plots.sh \
	harness/test_stats.sh \
	harness/test_convert.sh \
	harness/test_bench.sh \
	harness/test_runs.sh \
	harness/test_networks.sh \
	harness/test_vms.sh \
	vms/test_macos.sh \
	helper/macos/test_mac.sh \
	helper/macos/test_install.sh \
	client/darwin/test_sudo.sh \
	harness/darwin/test_mac.sh \
	helper/macos/check.sh

# Slow, and the same in every build.
ifeq ($(BUILD),build)
SHELL_TESTS += helper/darwin/test_mutants.sh
endif

include helper/macos/doubles.mk

# --- rules ------------------------------------------------------------------

.PHONY: all deps guest check check-programs bench bench-peers plot report \
	install uninstall deb clean help startup bench-datapath cycles gate \
	trend slow slow-kind
.DEFAULT_GOAL := all
.SUFFIXES:
.SECONDARY:

all: $(addprefix $(BUILD)/,$(PROGRAMS)) compile_commands.json ## build everything

define program
$(BUILD)/$(1): $(addprefix $(BUILD)/obj/,$(addsuffix .o,$(sort $($(1)_OBJS))))
	$$(say) LINK $$@
	$$(Q)$$(CC) $$(ALLLINK) $($(1)_LINK) -o $$@ $$^ $($(1)_LIBS)
OBJECTS += $(sort $($(1)_OBJS))
endef
$(foreach p,$(PROGRAMS) $(BENCH_PROGRAMS),$(eval $(call program,$(p))))

define unit_test
$(BUILD)/$(1): $(addprefix $(BUILD)/obj/,$(addsuffix .o,$(1) $(sort $($(1)_OBJS))))
	$$(say) LINK $$@
	@mkdir -p $$(@D)
	$$(Q)$$(CC) $$(ALLLINK) $($(1)_LINK) -o $$@ $$^ $($(1)_LIBS) $(CHECK_LIBS)
OBJECTS += $(1) $(sort $($(1)_OBJS))
endef
$(foreach t,$(UNIT_TESTS),$(eval $(call unit_test,$(t))))

define fuzz_target
$(BUILD)/$(1): $(addprefix $(BUILD)/obj/,$(addsuffix .o,$(1) $(sort helper/fuzz helper/util $(FUZZMAIN) $($(1)_OBJS))))
	$$(say) LINK $$@
	@mkdir -p $$(@D)
	$$(Q)$$(CC) $$(ALLLINK) $(FUZZLINK) -o $$@ $$^ $($(1)_LIBS)
OBJECTS += $(1) $(sort helper/fuzz helper/util $(FUZZMAIN) $($(1)_OBJS))
endef
$(foreach t,$(FUZZ_TARGETS),$(eval $(call fuzz_target,$(t))))

FUZZ_CHOSEN = $(if $(FUZZ),$(filter %/fuzz_$(FUZZ),$(FUZZ_TARGETS)),$(FUZZ_TARGETS))

OBJECTS := $(sort $(OBJECTS))

$(BUILD)/obj/%.o: %.c
	$(say) CC $<
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALLFLAGS) -MMD -MP -c -o $@ $<
	@printf '{"directory": "%s", "file": "%s", "command": "%s"}' '$(CURDIR)' \
		'$<' '$(CC) $(ALLFLAGS) -c $<' > $@.json

# Only this object depends on the commit.
$(BUILD)/obj/helper/version.o: ALLFLAGS += -DVERSION='"$(VERSION)"' \
	-DCOMMIT='"$(COMMIT)"'
$(BUILD)/obj/helper/version.o: $(BUILD)/version.stamp
$(BUILD)/version.stamp: FORCE
	@mkdir -p $(@D)
	@echo '$(VERSION) $(COMMIT)' | cmp -s - $@ || \
		echo '$(VERSION) $(COMMIT)' > $@
.PHONY: FORCE
FORCE:

-include $(patsubst %,$(BUILD)/obj/%.d,$(OBJECTS))

# Rewritten only when something was compiled.
compile_commands.json: $(addprefix $(BUILD)/,$(PROGRAMS))
	@find $(BUILD)/obj -name '*.json' | sort | xargs cat | \
		sed 's/}{/},\n{/g; 1s/^/[/; $$s/$$/]/' > $@

deps: ## install what building, testing and measuring need
	@sh .ci/deps

guest: ## build the small Linux guest into the cache
	$(Q)sh vms/guest/build.sh

.PHONY: disk
disk: guest ## put the guest on a disk that boots by EFI
	$(Q)sh vms/guest/disk.sh

COMPLETIONS = bash/vmnet-helper bash/vmnet-client zsh/_vmnet-helper \
	zsh/_vmnet-client fish/vmnet-helper.fish fish/vmnet-client.fish

# What makes them runs here, also where the programs are for another machine.
COMPLETION = $(BUILD)/vmnet-completion

$(BUILD)/completion/%: $(COMPLETION)
	$(say) MAKE $@
	@mkdir -p $(@D)
	$(Q)$(COMPLETION) $(firstword $(subst /, ,$*)) \
		$(patsubst _%,%,$(basename $(notdir $*))) > $@.new
	@mv $@.new $@

.PHONY: bench-programs
bench-programs: $(addprefix $(BUILD)/,$(PROGRAMS) $(BENCH_PROGRAMS))

.PHONY: unit-tests
unit-tests: $(addprefix $(BUILD)/,$(UNIT_TESTS))

.PHONY: completions
completions: $(addprefix $(BUILD)/completion/,$(COMPLETIONS))

check-programs: all completions \
	$(addprefix $(BUILD)/,$(UNIT_TESTS) $(FUZZ_TARGETS) $(DOUBLE_TESTS)) \
	$(addprefix $(BUILD)/doubles/,$(DOUBLE_PROGRAMS))

check: check-programs ## run all tests
	$(Q)BUILD=$(BUILD) sh .ci/check \
		$(addprefix $(BUILD)/,$(UNIT_TESTS) $(FUZZ_TARGETS)) \
		$(addprefix $(BUILD)/,$(DOUBLE_TESTS)) $(SHELL_TESTS)

.PHONY: check-macos
check-macos: ## compile and link for macOS, on Linux
	$(Q)BUILD=$(BUILD) sh helper/macos/check.sh

.PHONY: check-cloud
check-cloud: all ## boot a VM of a distribution, with cloud-init and ssh
	$(Q)BUILD=$(BUILD) LIMIT=1200 sh .ci/check vms/test_cloud.sh

.PHONY: check-cross cross-programs cross-list
check-cross: ## run pure tests as built for 64-bit ARM and a big-endian CPU
	$(Q)sh helper/cross.sh

cross-programs: $(addprefix $(BUILD)/,$(CROSS_TESTS))

cross-list:
	@echo $(addprefix $(BUILD)/,$(CROSS_TESTS))

.PHONY: check-mac
check-mac: all sign $(addprefix $(BUILD)/,$(UNIT_TESTS)) ## macOS: the tests that a Mac can run
	$(Q)BUILD=$(BUILD) sh .ci/check $(addprefix $(BUILD)/,$(UNIT_TESTS)) \
		helper/macos/test_mac.sh

# The sources of the programs that are neither of one system nor of one processor.
COVERED = $(addsuffix .c,$(filter helper/% client/%,$(filter-out \
	helper/$(OS)/% client/$(OS)/% helper/$(SUM)/%, \
	$(sort $(vmnet-helper_OBJS) $(vmnet-client_OBJS)))))

.PHONY: coverage
coverage: check-programs ## lines that the tests run: COVERAGE=90
	$(Q)BUILD=$(BUILD) COVERAGE=$(COVERAGE) sh .ci/coverage "$(COVERED)" \
		$(addprefix $(BUILD)/,$(UNIT_TESTS) $(FUZZ_TARGETS)) \
		$(filter helper/% client/%,$(SHELL_TESTS))

# Stops early, and says why, where clang has no libFuzzer.
.PHONY: fuzz libfuzzer
fuzz: libfuzzer $(addprefix $(BUILD)/,$(FUZZ_CHOSEN)) ## search for bad inputs: TIME= FUZZ= MERGE=
	$(Q)BUILD=$(BUILD) TIME=$(TIME) MERGE=$(MERGE) sh helper/fuzz.sh \
		$(addprefix $(BUILD)/,$(FUZZ_CHOSEN))

libfuzzer:
	$(if $(FUZZ_CHOSEN),,$(error FUZZ=$(FUZZ): not one of $(patsubst fuzz_%,%,$(notdir $(FUZZ_TARGETS)))))
	@mkdir -p $(BUILD)
	@echo "int LLVMFuzzerTestOneInput(const char *p, long n) { return !p && n; }" | \
		$(CC) -fsanitize=fuzzer,address,undefined -x c -o $(BUILD)/libfuzzer - || { \
		echo "make fuzz: $(CC) has no libFuzzer: run make deps, or install clang with libclang-rt-dev" >&2; exit 1; }

cycles: all ## start and kill client, helper and guest: N= SEED=
	$(Q)BUILD=$(BUILD) CYCLES=$(N) SEED=$(SEED) sh helper/stress/test_cycles.sh

# On a Mac the guest is one that was built on Linux.
linux_GUEST = guest

MODES = shared host bridged
BENCH_MODE = $(if $(filter all,$(MODE)),$(subst $(space),$(comma),$(MODES)),$(MODE))

bench: bench-mode all bench-programs $($(OS)_GUEST) ## measure: MODE= DRIVER= TIME= ROUNDS=
	$(Q)before=$$(readlink results/local/last); status=0; \
	$(BUILD)/vmnet-bench run --mode $(BENCH_MODE) --driver $(DRIVER) \
		--time $(TIME) --rounds $(ROUNDS) $(BENCHFLAGS) || status=$$?; \
	if [ "$$before" != "$$(readlink results/local/last)" ]; then \
		sh plots/render.sh results/local/last || status=$$?; \
		sh plots/report.sh results/local/last || status=$$?; \
	fi; \
	exit $$status

.PHONY: bench-mode
bench-mode:
	$(if $(strip $(MODE)),,$(error MODE is empty: not one of $(MODES) all))
	$(if $(filter-out all $(MODES) $(subst $(comma),$(space),$(MODES)),$(subst $(comma),$(space),$(MODE))),\
		$(error MODE=$(MODE): not one of $(MODES) all))

# Every network that is installed, on the same VM and in the same rounds.
bench-peers: all guest ## measure other networks, too: TIME= ROUNDS=
	$(Q)before=$$(readlink results/local/last); status=0; \
	$(BUILD)/vmnet-bench run --matrix harness/matrices/peers.yaml \
		--time $(TIME) --rounds $(ROUNDS) $(BENCHFLAGS) || status=$$?; \
	if [ "$$before" != "$$(readlink results/local/last)" ]; then \
		echo; $(BUILD)/vmnet-summary --against tap results/local/last || \
			status=$$?; \
	fi; \
	exit $$status

plot: $(if $(CONFIG),$(BUILD)/vmnet-plot) ## draw the charts of a run: RUN=results/local/last CONFIG=
	$(Q)BUILD=$(BUILD) sh plots/render.sh $(if $(CONFIG),-c $(CONFIG)) $(RUN)

report: ## one page of HTML about a run: RUN=results/local/last
	$(Q)sh plots/report.sh $(RUN)

# Six rounds, the least for an interval of 95 %: about a quarter of an hour.
DATAPATH = results/local/datapath-$(shell date -u +%Y%m%dT%H%M%SZ)
DATAPATH_ROUNDS = 6

bench-datapath: all ## measure the data path against simpler ones
	@mkdir -p results/local
	$(Q)dir=$(DATAPATH) && rounds="--rounds $(DATAPATH_ROUNDS)" && \
	$(BUILD)/vmnet-datapath offload --output $$dir $$rounds && \
	$(BUILD)/vmnet-datapath pump --output $$dir $$rounds --time 0.3 \
		--sizes 64,256,512,1024,1514,64294 && \
	$(BUILD)/vmnet-datapath pump --output $$dir $$rounds --time 0.3 \
		--sizes 1514 --protos tcp --flows 8 && \
	$(BUILD)/vmnet-datapath pump --output $$dir $$rounds --time 0.3 \
		--sizes 1514 --protos tcp --guests 2 && \
	$(BUILD)/vmnet-datapath iperf --output $$dir $$rounds && \
	$(BUILD)/vmnet-summary $$dir >$$dir/summary.txt && \
	$(BUILD)/vmnet-ratios $$dir && \
	sh plots/render.sh $$dir

startup: all ## measure how fast the helper starts
	@mkdir -p results/local
	$(Q)BUILD=$(BUILD) sh perf/startup.sh results/local

gate: ## has HEAD become slower than BASE? BASE= HEAD= GATEFLAGS=
	$(Q)BUILD=$(BUILD) CC='$(CC)' CFLAGS='$(CFLAGS)' SLOW=$(SLOW) \
		MAKE='$(MAKE)' sh perf/gate.sh $(BASE) $(HEAD) $(GATEFLAGS)

TREND    = $(wildcard results/history/*.csv)

trend: all ## when have results changed? TREND=results/history/*.csv
	$(Q)BUILD=$(BUILD) sh plots/history.sh results/local/trend $(TREND)

# A helper that is slower on purpose, to try the gate; see perf/slow.c.
SLOW_DIR = $(BUILD)/slow-$(subst :,-,$(SLOW))
slow_by  = $(if $(filter $(1)-%,$(2)),$(patsubst $(1)-%,%,$(2)),0)

slow: slow-kind $(SLOW_DIR)/vmnet-helper ## SLOW=throughput:15 or cpu:20, for the gate

slow-kind:
	$(if $(filter throughput:% cpu:%,$(SLOW)),,$(error SLOW=$(SLOW): \
		neither throughput:PERCENT nor cpu:PERCENT))

$(BUILD)/slow-%/vmnet-helper: $(addprefix $(BUILD)/obj/,$(addsuffix .o,$(sort $(vmnet-helper_OBJS)))) \
		perf/slow.c
	$(say) LINK $@
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALLFLAGS) \
		-DSLOW_THROUGHPUT=$(call slow_by,throughput,$*) \
		-DSLOW_CPU=$(call slow_by,cpu,$*) \
		-c -o $(@D)/slow.o perf/slow.c
	$(Q)$(CC) $(ALLLINK) -Wl,--wrap=cutter_flush,--wrap=merger_flush \
		-o $@ $(filter %.o,$^) $(@D)/slow.o $(vmnet-helper_LIBS)

# vmnet-bench is for the source tree: it needs vms/ and plots/.
MAN_PAGES = helper/vmnet-helper.1 client/vmnet-client.1
DOCS      = README.md docs/architecture.md docs/integrations.md LICENSES/Apache-2.0.txt

BASHDIR  = $(PREFIX)/share/bash-completion/completions
ZSHDIR   = $(PREFIX)/share/zsh/site-functions
FISHDIR  = $(PREFIX)/share/fish/vendor_completions.d
DOCDIR   = $(PREFIX)/share/doc/vmnet-helper
UNITDIR  = $(PREFIX)/lib/systemd/system

# Who may start the helper, by sudo or by SETCAP=1: its members only.
GROUP    = $(if $(filter darwin,$(OS)),staff,vmnet)

# All that opening a network takes, see helper/test_install.sh.
CAPS     = cap_chown cap_kill cap_setgid cap_setuid cap_setpcap \
	   cap_net_bind_service cap_net_admin cap_net_raw
SETCAP_TEXT = $(subst $(space),$(comma),$(strip $(CAPS)))+ep

# Tells the managers of a Linux host's network that our links are not theirs.
# NetworkManager looks below /etc and /usr/lib, not below /usr/local.
NMDIR = $(if $(filter /usr/local,$(PREFIX)),/etc,$(PREFIX)/lib)/NetworkManager/conf.d
NETWORKDDIR = $(PREFIX)/lib/systemd/network

FILL = sed -e 's|@BINDIR@|$(BINDIR)|g' -e 's|@GROUP@|$(GROUP)|g' \
	-e 's|@CAPS@|$(strip $(CAPS))|g'

install: all completions install-$(OS) ## install below PREFIX (and DESTDIR)
	install -d $(addprefix $(DESTDIR),$(BINDIR) $(MANDIR)/man1 \
		$(BASHDIR) $(ZSHDIR) $(FISHDIR) $(DOCDIR)/sudoers.d)
	install -m 755 $(BUILD)/vmnet-helper $(BUILD)/vmnet-client \
		$(DESTDIR)$(BINDIR)
	install -m 644 $(MAN_PAGES) $(DESTDIR)$(MANDIR)/man1
	install -m 644 $(BUILD)/completion/bash/vmnet-* $(DESTDIR)$(BASHDIR)
	install -m 644 $(BUILD)/completion/zsh/_vmnet-* $(DESTDIR)$(ZSHDIR)
	install -m 644 $(BUILD)/completion/fish/vmnet-*.fish $(DESTDIR)$(FISHDIR)
	install -m 644 $(DOCS) $(DESTDIR)$(DOCDIR)
	$(FILL) helper/sudoers.in > $(DESTDIR)$(DOCDIR)/sudoers.d/vmnet-helper
	chmod 644 $(DESTDIR)$(DOCDIR)/sudoers.d/vmnet-helper
	$(if $(SETCAP),$(MAKE) setcap)

.PHONY: install-linux install-darwin setcap
install-linux:
	install -d $(addprefix $(DESTDIR),$(NMDIR) $(NETWORKDDIR) $(UNITDIR))
	install -m 644 helper/linux/networkmanager.conf \
		$(DESTDIR)$(NMDIR)/vmnet-helper.conf
	install -m 644 helper/linux/networkd.network \
		$(DESTDIR)$(NETWORKDDIR)/05-vmnet-helper.network
	$(FILL) helper/linux/vmnet-helper@.service.in \
		> $(DESTDIR)$(UNITDIR)/vmnet-helper@.service
	chmod 644 $(DESTDIR)$(UNITDIR)/vmnet-helper@.service

install-darwin: sign

.PHONY: dist-macos
dist-macos: ## macOS: archive, checksum and, with URL=, formula in build/dist
	for arch in arm64 x86_64; do \
		$(MAKE) ARCH=$$arch BUILD=$(BUILD)/$$arch \
			CC="$(CC) -arch $$arch -mmacosx-version-min=13.0" \
			$(BUILD)/$$arch/vmnet-helper $(BUILD)/$$arch/vmnet-client || \
			exit 1; \
	done
	sh helper/macos/universal.sh $(BUILD) $(BUILD)/universal
	sh helper/macos/dist.sh $(BUILD)/universal $(BUILD)/dist $(VERSION) $(URL)

# For this machine only, which is enough: from macOS 26 on vmnet wants to see the
# entitlement, and before that it wants root.
.PHONY: sign
sign: $(BUILD)/vmnet-helper ## macOS: sign the helper with its entitlement
	codesign --force --sign - --entitlements helper/macos/vmnet-helper.entitlements \
		$(BUILD)/vmnet-helper

# For members of the group, the helper then needs no sudo.  Never without the
# group: the capabilities open the network for whoever can execute the file.
setcap:
	chown root:$(GROUP) $(DESTDIR)$(BINDIR)/vmnet-helper
	chmod 750 $(DESTDIR)$(BINDIR)/vmnet-helper
	setcap $(SETCAP_TEXT) $(DESTDIR)$(BINDIR)/vmnet-helper

uninstall: ## remove what install has installed
	rm -f $(addprefix $(DESTDIR),$(NMDIR)/vmnet-helper.conf \
		$(NETWORKDDIR)/05-vmnet-helper.network \
		$(UNITDIR)/vmnet-helper@.service \
		$(BINDIR)/vmnet-helper $(BINDIR)/vmnet-client \
		$(addprefix $(MANDIR)/man1/,$(notdir $(MAN_PAGES))) \
		$(addprefix $(BASHDIR)/,vmnet-helper vmnet-client) \
		$(addprefix $(ZSHDIR)/,_vmnet-helper _vmnet-client) \
		$(addprefix $(FISHDIR)/,vmnet-helper.fish vmnet-client.fish) \
		$(addprefix $(DOCDIR)/,$(notdir $(DOCS))) \
		$(DOCDIR)/sudoers.d/vmnet-helper)
	-rmdir $(DESTDIR)$(DOCDIR)/sudoers.d $(DESTDIR)$(DOCDIR)

# With /usr, where dpkg keeps files, and Debian's folder for zsh.
deb: all completions ## build a Debian package
	@rm -rf $(BUILD)/deb
	@$(MAKE) install DESTDIR=$(BUILD)/deb/root PREFIX=/usr SETCAP= \
		ZSHDIR=/usr/share/zsh/vendor-completions >/dev/null
	@sh helper/debian/build.sh $(BUILD) $(VERSION:v%=%) $(SETCAP_TEXT)

LINUX_TAR = $(BUILD)/dist/vmnet-helper-linux-$(ARCH).tar.gz

# To be unpacked below the root folder; the same bytes for the same commit.
.PHONY: dist-linux
dist-linux: all completions ## an archive of what install installs, in build/dist
	@rm -rf $(BUILD)/tar
	@mkdir -p $(BUILD)/dist
	@$(MAKE) install DESTDIR=$(BUILD)/tar PREFIX=/usr/local SETCAP= >/dev/null
	tar -C $(BUILD)/tar --sort=name --owner=0 --group=0 --numeric-owner \
		--mtime=@$$(git log -1 --format=%ct) --format=ustar -cf - . | \
		gzip -9 -n > $(LINUX_TAR)

clean: ## remove what was built; results stay
	rm -rf build compile_commands.json

help: ## print this list
	@sed -n 's/^\([a-z-]*\):.*## /\1 /p' Makefile | sort | \
		awk '{ name = $$1; $$1 = ""; printf "  %-10s%s\n", name, $$0 }'
