#include <troupe/actors/node.hpp>

#include <troupe/protocol/hex.hpp>

#include <caf/send.hpp>

#include <random>

namespace troupe {

namespace {

wall_time system_now() {
  using namespace std::chrono;
  return time_point_cast<milliseconds>(system_clock::now());
}

std::uint64_t system_random() {
  thread_local std::random_device device; // getrandom(2)
  return (std::uint64_t{device()} << 32) | device();
}

relay& actor_of(const relay_actor& handle) {
  return *static_cast<relay*>(caf::actor_cast<caf::abstract_actor*>(handle));
}

} // namespace

node::node(caf::actor_system& system, router routes, node_options options,
           std::vector<loop_host*> loops)
  : system_(system),
    routes_(std::move(routes)),
    options_(std::move(options)),
    loops_(std::move(loops)),
    affinity_(loops_.size(), options_.loop_affinity),
    totals_(routes_.routes().size()) {
  if (!options_.now)
    options_.now = system_now;
  if (!options_.random)
    options_.random = system_random;
  gate_ = authenticator{options_.tokens, options_.now};
  if (options_.make_store)
    store_ = options_.make_store(system_);
  for (auto* loop : loops_)
    relays_.push_back(spawn_on<relay>(system_, loop));
  if (options_.make_cluster)
    join_others();
  directory_ = spawn_on<directory>(system_, nullptr, make_directory_setup());
  if (others_)
    others_->start(directory_);
  else
    front_ = directory_;
  for (const auto& relay : relays_) {
    auto& local = actor_of(relay).state;
    setups_.push_back(std::make_unique<session_setup>(
      session_setup{options_.bounds, front_, relay, &local, store_, &gate_,
                    options_.now, &totals_}));
    local.serve(*setups_.back());
  }
}

node::~node() {
  stop();
}

loop_host* node::loop_of(const room_key& key) {
  return loops_[affinity_.loop_of_room(key.name)];
}

void node::join_others() {
  others_ = options_.make_cluster(system_);
  front_ = others_->make_front({[this](const auto& x) { return loop_of(x); },
                                relays_, &totals_, options_.random});
  // Other rooms may still know sessions of an earlier start, a moment ago:
  // their ids are others, up to 2^16 connections a millisecond.
  auto started = options_.now().time_since_epoch().count();
  last_id_ = others_->number() << 40
             | (static_cast<std::uint64_t>(started) & 0xFF'FFFF) << 16;
}

std::vector<lookout_actor> node::lookouts() const {
  auto out = std::vector<lookout_actor>{relays_.begin(), relays_.end()};
  if (others_)
    out.push_back(others_->others());
  return out;
}

directory_setup node::make_directory_setup() {
  auto make_room = [this](room_setup setup) {
    auto* loop = loop_of(setup.key);
    setup.random = options_.random;
    auto make = setup.options.make ? setup.options.make : spawn_room<room>;
    auto made = make(system_, loop, std::move(setup));
    if (options_.on_room)
      options_.on_room(made);
    return made;
  };
  // Epochs of an earlier start are below: 2^20 rooms a millisecond.
  auto started = options_.now().time_since_epoch().count();
  auto number = others_ ? others_->number() : 0;
  return {options_.room_kinds,
          make_room,
          relays_,
          options_.now,
          &totals_,
          store_,
          (static_cast<std::uint64_t>(started) << 20) + number,
          others_ ? max_node_number : 1,
          front_};
}

session_ref
node::open(std::size_t loop, admitted what, outbox* out, session_id id) {
  what.request.params = std::move(what.to.params);
  auto user_id = what.who ? what.who->user_id : anonymous_id(options_.random());
  auto opening = session_opening{id > 0 ? id : next_id(), std::move(user_id),
                                 std::move(what.to.to), std::move(what.request),
                                 std::move(what.who)};
  auto handle = spawn_on<session>(system_, loops_[loop], *setups_[loop],
                                  std::move(opening), out);
  auto* actor
    = static_cast<session*>(caf::actor_cast<caf::abstract_actor*>(handle));
  return {std::move(handle), actor};
}

void node::broadcast(broadcast_request what) {
  caf::anon_send(front_, std::move(what));
}

std::size_t node::waiting_for_directory() const {
  return static_cast<const directory*>(
           caf::actor_cast<caf::abstract_actor*>(directory_))
    ->waiting();
}

std::size_t node::waiting_for_relay(std::size_t loop) const {
  return actor_of(relays_[loop]).waiting();
}

void node::stop() {
  if (stopped_.exchange(true))
    return;
  if (others_)
    others_->stop();
  caf::anon_send_exit(directory_, caf::exit_reason::user_shutdown);
  for (const auto& relay : relays_)
    caf::anon_send_exit(relay, caf::exit_reason::user_shutdown);
  if (store_)
    caf::anon_send_exit(store_, caf::exit_reason::user_shutdown);
}

std::string anonymous_id(std::uint64_t random) {
  return "user_" + to_hex(random);
}

} // namespace troupe
