// An opponent with real threads and real processes, and engines that
// misbehave.
#pragma once

#include <apps/game/engine/uci_opponent.hpp>

#include <troupe/actors/system_config.hpp>

#include <caf/scoped_actor.hpp>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace tests {

/// Nothing here takes so long, unless it is broken.
inline constexpr auto patience = std::chrono::seconds{60};

inline const auto start_fen
  = std::string{"rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1"};

/// A file's text; empty if there is none.
std::string text_of(const std::filesystem::path& file);

/// A folder with programs in it, deleted with all that is in it.
class script_folder {
public:
  script_folder();
  ~script_folder();

  script_folder(const script_folder&) = delete;
  script_folder& operator=(const script_folder&) = delete;

  /// A shell script, to be run. @returns its path.
  std::string add(const std::string& name, const std::string& script) const;

  /// An engine that behaves until it is told to go.
  /// @param at_go what it does then, in the shell's words; $go counts how often
  ///        an engine of this folder was told to.
  std::string add_engine(const std::string& at_go, const std::string& at_quit
                                                   = "exit 0") const;

  std::string path_of(const std::string& name) const;

  /// What a script has written to a file of this name; empty if it did not.
  std::string read(const std::string& name) const {
    return text_of(path_ / name);
  }

private:
  std::filesystem::path path_;
};

/// A tenth of a second to think at most, and time enough for everything else.
troupe::chess::uci_opponent_options quick(std::string program);

class engine_world {
public:
  explicit engine_world(troupe::chess::uci_opponent_options options);
  ~engine_world();

  /// Asks and waits for the answer.
  troupe::turn_answer ask(troupe::turn_request what);
  troupe::turn_answer ask(const std::string& fen = start_fen);

  /// Asks as many times at once. @returns the answers as they come.
  std::vector<troupe::turn_answer> ask_together(std::size_t times);

  troupe::system_config config;
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  troupe::opponent_actor opponent;
};

/// JSON text, as a game's rules describe a moment.
std::string moment(const std::string& fen);

/// Processes that this one has started and that are not waited for.
std::vector<pid_t> children();

/// How many descriptors this process has.
std::size_t open_descriptors();

/// Whether something is so before `patience` ends.
bool comes_true(const std::function<bool()>& what);

} // namespace tests
