#include <troupe/net/send_ring.hpp>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <linux/io_uring.h>
#include <linux/time_types.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace troupe {

namespace {

/// Sends of one system call; more take another.
constexpr unsigned batch = 256;
/// Calls for one batch; one is the rule, a signal makes it two.
constexpr int max_calls = 64;
/// For the kernel to finish sends that were told not to wait.
constexpr int timeout_seconds = 1;

unsigned load(unsigned* where) {
  return std::atomic_ref{*where}.load(std::memory_order_acquire);
}

void store(unsigned* where, unsigned value) {
  std::atomic_ref{*where}.store(value, std::memory_order_release);
}

template <class T>
T* at(void* base, std::uint32_t offset) {
  return reinterpret_cast<T*>(static_cast<char*>(base) + offset);
}

void* map_shared(int fd, std::size_t bytes, off_t what) {
  auto* out = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                     MAP_SHARED | MAP_POPULATE, fd, what);
  return out == MAP_FAILED ? nullptr : out;
}

} // namespace

send_ring::mapping::~mapping() {
  if (at)
    ::munmap(at, bytes);
}

std::unique_ptr<send_ring> send_ring::open() {
  auto out = std::unique_ptr<send_ring>{new send_ring};
  return out->set_up() && out->works() ? std::move(out) : nullptr;
}

send_ring::~send_ring() {
  if (fd_ >= 0)
    ::close(fd_);
}

bool send_ring::set_up() {
  auto params = io_uring_params{};
  fd_ = static_cast<int>(::syscall(__NR_io_uring_setup, batch, &params));
  if (fd_ < 0)
    return false;
  constexpr auto needed = IORING_FEAT_SINGLE_MMAP | IORING_FEAT_EXT_ARG;
  if ((params.features & needed) != needed) {
    errno = ENOSYS;
    return false;
  }
  const auto& completions = params.cq_off;
  const auto& submissions = params.sq_off;
  rings_.bytes = std::max<std::size_t>(
    submissions.array + params.sq_entries * sizeof(unsigned),
    completions.cqes + params.cq_entries * sizeof(io_uring_cqe));
  entries_.bytes = params.sq_entries * sizeof(io_uring_sqe);
  if (!map())
    return false;
  submitted_ = at<unsigned>(rings_.at, submissions.tail);
  order_ = at<unsigned>(rings_.at, submissions.array);
  submission_mask_ = *at<unsigned>(rings_.at, submissions.ring_mask);
  reaped_ = at<unsigned>(rings_.at, completions.head);
  completed_ = at<unsigned>(rings_.at, completions.tail);
  completion_mask_ = *at<unsigned>(rings_.at, completions.ring_mask);
  completions_ = at<io_uring_cqe>(rings_.at, completions.cqes);
  return true;
}

bool send_ring::map() {
  rings_.at = map_shared(fd_, rings_.bytes, IORING_OFF_SQ_RING);
  entries_.at = map_shared(fd_, entries_.bytes, IORING_OFF_SQES);
  return rings_.at && entries_.at;
}

/// Sends a byte to ourselves: a sandbox may allow the ring and refuse its use.
bool send_ring::works() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return false;
  auto trial = send_job{ends[0], "x", send_job::untried};
  auto fine = send({&trial, 1});
  ::close(ends[0]);
  ::close(ends[1]);
  if (fine && trial.result != 1)
    errno = trial.result < 0 ? -trial.result : EIO;
  return fine && trial.result == 1;
}

bool send_ring::send(std::span<send_job> jobs) {
  while (!jobs.empty()) {
    auto some = jobs.first(std::min<std::size_t>(jobs.size(), batch));
    if (!run(some))
      return false;
    jobs = jobs.subspan(some.size());
  }
  return true;
}

bool send_ring::run(std::span<send_job> jobs) {
  for (std::size_t i = 0; i < jobs.size(); ++i)
    submit(jobs[i], i);
  store(submitted_, *submitted_ + static_cast<unsigned>(jobs.size()));
  std::size_t taken = 0;
  std::size_t done = 0;
  auto fine = true;
  for (int calls = 0; fine && done < jobs.size() && calls < max_calls;
       ++calls) {
    auto got = enter(static_cast<unsigned>(jobs.size() - taken),
                     static_cast<unsigned>(jobs.size() - done));
    taken += got > 0 ? static_cast<std::size_t>(got) : 0;
    fine = got >= 0 || errno == EINTR || errno == EAGAIN || errno == EBUSY;
    done += reap(jobs);
  }
  for (auto& job : jobs.first(taken))
    if (job.result == send_job::untried)
      job.result = send_job::lost;
  return done == jobs.size();
}

void send_ring::submit(const send_job& job, std::size_t number) {
  auto slot = (*submitted_ + static_cast<unsigned>(number)) & submission_mask_;
  auto& entry = static_cast<io_uring_sqe*>(entries_.at)[slot];
  std::memset(&entry, 0, sizeof entry);
  entry.opcode = IORING_OP_SEND;
  entry.fd = job.fd;
  entry.addr = reinterpret_cast<std::uint64_t>(job.bytes.data());
  entry.len = static_cast<std::uint32_t>(
    std::min<std::size_t>(job.bytes.size(), INT32_MAX));
  entry.msg_flags = MSG_NOSIGNAL | MSG_DONTWAIT;
  entry.user_data = number;
  order_[slot] = slot;
}

/// @returns how many were taken, or -1 with errno set.
int send_ring::enter(unsigned submissions, unsigned completions) {
  auto limit = __kernel_timespec{timeout_seconds, 0};
  auto argument = io_uring_getevents_arg{};
  argument.ts = reinterpret_cast<std::uint64_t>(&limit);
  return static_cast<int>(::syscall(
    __NR_io_uring_enter, fd_, submissions, completions,
    IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG, &argument, sizeof argument));
}

std::size_t send_ring::reap(std::span<send_job> jobs) {
  auto head = *reaped_;
  auto tail = load(completed_);
  auto out = std::size_t{tail - head};
  for (; head != tail; ++head) {
    const auto& completion = completions_[head & completion_mask_];
    jobs[completion.user_data].result = completion.res;
  }
  store(reaped_, head);
  return out;
}

} // namespace troupe
