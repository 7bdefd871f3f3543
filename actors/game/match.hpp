// One game's state of play, whatever its rules are.
#pragma once

#include <troupe/game/rules.hpp>

#include <memory>

namespace troupe {

/// The rules of one game behind one interface: what `game_rules` says.
class match {
public:
  virtual ~match() = default;

  virtual std::string_view name() const = 0;
  virtual std::size_t seats() const = 0;
  virtual std::string seat_name(seat_index seat) const = 0;
  virtual result<json> play(const json& wish) = 0;
  virtual seat_index turn() const = 0;
  virtual std::optional<game_ending> ending() const = 0;
  virtual game_ending ending_by(forfeit how, seat_index seat) const = 0;
  virtual json describe() const = 0;
  virtual json moves() const = 0;
  virtual json choices() const = 0;
  virtual std::string record(const record_header& header) const = 0;
};

namespace detail {

template <game_rules R>
class match_of final : public match {
public:
  std::string_view name() const override {
    return R::name;
  }

  std::size_t seats() const override {
    return R::seats.size();
  }

  std::string seat_name(seat_index seat) const override {
    return std::string{R::seats.at(seat)};
  }

  result<json> play(const json& wish) override {
    auto decoded = decode<typename R::move_event>(wish);
    if (!decoded)
      return decoded.error();
    return rules_.play(*decoded);
  }

  seat_index turn() const override {
    return rules_.turn();
  }

  std::optional<game_ending> ending() const override {
    return rules_.ending();
  }

  game_ending ending_by(forfeit how, seat_index seat) const override {
    return rules_.ending_by(how, seat);
  }

  json describe() const override {
    return rules_.describe();
  }

  json moves() const override {
    return rules_.moves();
  }

  json choices() const override {
    return rules_.choices();
  }

  std::string record(const record_header& header) const override {
    return rules_.record(header);
  }

private:
  R rules_;
};

} // namespace detail

template <game_rules R>
std::unique_ptr<match> make_match() {
  return std::make_unique<detail::match_of<R>>();
}

} // namespace troupe
