// One HTTP request, on a connection of its own.
#pragma once

#include <apps/load/http_answer.hpp>
#include <apps/load/stream.hpp>

#include <cstdint>

namespace load {

/// Posts JSON, again and again if wanted, one request at a time.
class http_request final : public stream {
public:
  /// What the owner hears, once a request. No request may be started in here:
  /// that can wait for the end of the turn.
  class listener {
  public:
    virtual void on_answer(http_request& which, const http_answer& what) = 0;

    /// There is none. @param why in words, for the user.
    virtual void on_no_answer(http_request& which, std::string_view why) = 0;

  protected:
    ~listener() = default;
  };

  /// @param index the owner's own number for it.
  http_request(event_loop& loop, const endpoint& server, listener& owner,
               std::uint32_t index);

  /// @pre No other is under way.
  void post(std::string_view path, std::string_view json);

  /// Gives up, and calls nobody.
  void cancel();

  std::uint32_t index() const noexcept {
    return index_;
  }

private:
  void on_connected() override;
  void on_bytes(std::span<char> bytes) override;
  void on_lost(std::string_view why) override;
  void tell(std::string_view why);

  const endpoint& server_;
  listener& owner_;
  std::string request_;
  http_answer answer_;
  std::uint32_t index_;
};

} // namespace load
