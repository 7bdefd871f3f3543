#include <troupe/net/socket_ring.hpp>

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

/// Jobs of one system call; more take another.
constexpr unsigned batch = 256;
/// Calls for one batch; one is the rule, a signal makes it two.
constexpr int max_calls = 64;
/// For the kernel to finish jobs that were told not to wait.
constexpr int timeout_seconds = 1;

unsigned read_index(unsigned* where) {
  return std::atomic_ref{*where}.load(std::memory_order_acquire);
}

void write_index(unsigned* where, unsigned value) {
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

void fill(io_uring_sqe& entry, int operation, const char* at,
          std::size_t bytes) {
  entry.opcode = static_cast<std::uint8_t>(operation);
  entry.addr = reinterpret_cast<std::uint64_t>(at);
  entry.len
    = static_cast<std::uint32_t>(std::min<std::size_t>(bytes, INT32_MAX));
  entry.msg_flags = MSG_NOSIGNAL | MSG_DONTWAIT;
}

void fill(io_uring_sqe& entry, const send_job& job) {
  fill(entry, IORING_OP_SEND, job.bytes.data(), job.bytes.size());
}

void fill(io_uring_sqe& entry, const read_job& job) {
  fill(entry, IORING_OP_RECV, job.room.data(), job.room.size());
}

} // namespace

socket_ring::mapping::~mapping() {
  if (at)
    ::munmap(at, bytes);
}

std::unique_ptr<socket_ring> socket_ring::open() {
  auto out = std::unique_ptr<socket_ring>{new socket_ring};
  return out->set_up() && out->works() ? std::move(out) : nullptr;
}

socket_ring::~socket_ring() {
  if (fd_ >= 0)
    ::close(fd_);
}

bool socket_ring::set_up() {
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

bool socket_ring::map() {
  rings_.at = map_shared(fd_, rings_.bytes, IORING_OFF_SQ_RING);
  entries_.at = map_shared(fd_, entries_.bytes, IORING_OFF_SQES);
  return rings_.at && entries_.at;
}

/// Sends a byte to ourselves: a sandbox may allow the ring and refuse its use.
bool socket_ring::works() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return false;
  char heard[1];
  auto said = send_job{ends[0], "x"};
  auto read = read_job{ends[1], heard};
  auto passes = [this](auto& one_byte) {
    auto ran = run({&one_byte, 1});
    auto bytes = one_byte.result;
    if (ran && bytes != 1)
      errno = bytes < 0 ? -bytes : EIO;
    return ran && bytes == 1;
  };
  auto fine = passes(said) && passes(read);
  auto why = errno;
  ::close(ends[0]);
  ::close(ends[1]);
  errno = why;
  return fine;
}

bool socket_ring::run(std::span<send_job> jobs) {
  return run_all(jobs);
}

bool socket_ring::run(std::span<read_job> jobs) {
  return run_all(jobs);
}

template <class Job>
bool socket_ring::run_all(std::span<Job> jobs) {
  while (!jobs.empty()) {
    auto some = jobs.first(std::min<std::size_t>(jobs.size(), batch));
    if (!run_some(some))
      return false;
    jobs = jobs.subspan(some.size());
  }
  return true;
}

template <class Job>
bool socket_ring::run_some(std::span<Job> jobs) {
  for (std::size_t i = 0; i < jobs.size(); ++i)
    submit(jobs[i], i);
  write_index(submitted_, *submitted_ + static_cast<unsigned>(jobs.size()));
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
    if (job.result == job_result::untried)
      job.result = job_result::lost;
  return done == jobs.size();
}

template <class Job>
void socket_ring::submit(const Job& job, std::size_t number) {
  auto slot = (*submitted_ + static_cast<unsigned>(number)) & submission_mask_;
  auto& entry = static_cast<io_uring_sqe*>(entries_.at)[slot];
  std::memset(&entry, 0, sizeof entry);
  fill(entry, job);
  entry.fd = job.fd;
  entry.user_data = number;
  order_[slot] = slot;
}

/// @returns how many were taken, or -1 with errno set.
int socket_ring::enter(unsigned submissions, unsigned completions) {
  auto limit = __kernel_timespec{timeout_seconds, 0};
  auto argument = io_uring_getevents_arg{};
  argument.ts = reinterpret_cast<std::uint64_t>(&limit);
  return static_cast<int>(::syscall(
    __NR_io_uring_enter, fd_, submissions, completions,
    IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG, &argument, sizeof argument));
}

template <class Job>
std::size_t socket_ring::reap(std::span<Job> jobs) {
  auto head = *reaped_;
  auto tail = read_index(completed_);
  auto out = std::size_t{tail - head};
  for (; head != tail; ++head) {
    const auto& completion = completions_[head & completion_mask_];
    jobs[completion.user_data].result = completion.res;
  }
  write_index(reaped_, head);
  return out;
}

} // namespace troupe
