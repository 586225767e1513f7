#include "sim/world/bandwidth.h"

#include <array>

namespace headway::world {

using core::Rank;

Bandwidth::Bandwidth(core::Engine& engine, const model::Scenario& scenario, record::Sink& sink)
    : engine_(engine),
      scenario_(scenario),
      sink_(sink),
      nodes_(static_cast<std::uint32_t>(scenario.nodes.size())),
      detail_(sink.load_detail()),
      network_(engine.now()) {
  using Resource = record::Load::Resource;
  auto add = [&](Resource resource, std::size_t index, BytesPerSecond capacity) {
    network_.add_link(capacity);
    last_loads_.push_back(record::Load{resource, static_cast<std::uint32_t>(index), engine.now(),
                                       BytesPerSecond{0}, capacity, 0});
  };
  for (std::size_t i = 0; i < scenario.nodes.size(); ++i) {
    const model::Node& node = scenario.nodes[i];
    add(Resource::node_upload, i, node.upload);
    add(Resource::node_disk, i, node.disk_read);
    add(Resource::node_cpu, i, BytesPerSecond{node.cpu * node.thread_rate.value});
    add(Resource::node_download, i, node.download);
    add(Resource::node_disk_write, i, node.disk_write);
  }
  for (std::size_t i = 0; i < scenario.targets.size(); ++i) {
    add(Resource::target_write, i, scenario.targets[i].write);
    add(Resource::target_read, i, scenario.targets[i].read);
  }
  engine_.spawn(play());
}

Bandwidth::Transfer::~Transfer() {
  if (slot_ != kNoSlot) {
    bandwidth_.engine_.vacate(slot_);
    if (bandwidth_.network_.alive(flow_)) {  // the process was ended in mid-transfer
      bandwidth_.network_.cancel(flow_, bandwidth_.engine_.now());
      bandwidth_.changed();
    }
  }
  bandwidth_.network_.close_class(class_);
}

void Bandwidth::Transfer::await_suspend(std::coroutine_handle<> frame) {
  core::Engine& engine = bandwidth_.engine_;
  slot_ = engine.occupy(frame);
  flow_ = bandwidth_.network_.start(class_, engine.now(), size_, engine.ticket(slot_, 0).bits());
  if (give_up_ != record::kNever) engine.at(give_up_, Rank::timeout, engine.ticket(slot_, 1));
  bandwidth_.changed();
}

Bytes Bandwidth::Transfer::await_resume() {
  if (slot_ == kNoSlot || bandwidth_.engine_.winner(slot_) == 0) return size_;
  const Bytes moved = bandwidth_.network_.cancel(flow_, bandwidth_.engine_.now());
  bandwidth_.changed();
  return moved;
}

Bandwidth::Transfer Bandwidth::upload(std::uint32_t node, std::uint32_t target, double read_share,
                                      BytesPerSecond cap, Bytes wire, Instant give_up) {
  const std::array<flow::Share, 4> path = {
      flow::Share{node_upload(node), 1}, flow::Share{node_disk(node), read_share},
      flow::Share{node_cpu(node), read_share}, flow::Share{target_write(target), 1}};
  return Transfer(*this, network_.open_class(path, cap), wire, give_up);
}

Bandwidth::Transfer Bandwidth::transfer(std::span<const flow::LinkId> path, std::optional<BytesPerSecond> cap,
                                        Bytes size) {
  std::vector<flow::Share> shares;
  for (const flow::LinkId link : path) shares.push_back(flow::Share{link, 1});
  return Transfer(*this, network_.open_class(shares, cap), size, record::kNever);
}

Bandwidth::Transfer Bandwidth::download(std::uint32_t node, std::uint32_t target, double write_share,
                                        BytesPerSecond cap, Bytes wire, Instant give_up) {
  const std::array<flow::Share, 3> path = {flow::Share{target_read(target), 1},
                                           flow::Share{node_download(node), 1},
                                           flow::Share{node_disk_write(node), write_share}};
  return Transfer(*this, network_.open_class(path, cap), wire, give_up);
}

Bandwidth::Transfer Bandwidth::merge(std::uint32_t node, Bytes size) {
  const std::array<flow::Share, 2> path = {flow::Share{node_disk(node), 1},
                                           flow::Share{node_disk_write(node), 1}};
  // One stream, no faster than a thread of a backup reads and works.
  const BytesPerSecond cap = scenario_.nodes[node].thread_rate;
  return Transfer(*this, network_.open_class(path, cap), size, record::kNever);
}

void Bandwidth::set_target_factor(std::uint32_t target, double factor) {
  const model::Target& stated = scenario_.targets[target];
  network_.set_capacity(target_write(target), engine_.now(), BytesPerSecond{stated.write.value * factor});
  network_.set_capacity(target_read(target), engine_.now(), BytesPerSecond{stated.read.value * factor});
  changed();
}

Bandwidth::Settling::~Settling() {
  if (slot_ != ~0U) bandwidth_.engine_.vacate(slot_);
}

void Bandwidth::Settling::await_suspend(std::coroutine_handle<> frame) {
  core::Engine& engine = bandwidth_.engine_;
  slot_ = engine.occupy(frame);
  bandwidth_.settling_ = engine.ticket(slot_, 0);
  if (bandwidth_.pending_) engine.at(engine.now(), Rank::last, bandwidth_.settling_);
  engine.at(bandwidth_.network_.next_completion(), Rank::completion, engine.ticket(slot_, 1));
}

void Bandwidth::Settling::await_resume() {
  if (bandwidth_.engine_.winner(slot_) == 0) bandwidth_.pending_ = false;
  bandwidth_.engine_.vacate(slot_);
  slot_ = ~0U;
}

void Bandwidth::changed() {
  if (pending_) return;
  pending_ = true;
  // Void while the process is at work: it looks for itself whether it is wanted again.
  if (engine_.valid(settling_)) engine_.at(engine_.now(), Rank::last, settling_);
}

core::Task<void> Bandwidth::play() {
  for (;;) {
    co_await Settling(*this);
    completed_.clear();
    network_.pop_completed(engine_.now(), completed_);
    for (const flow::Completion& c : completed_) engine_.wake(core::Ticket(c.tag));
    if (on_settled) on_settled(network_);
    report_loads();
  }
}

void Bandwidth::report_loads() {
  if (detail_ == record::LoadDetail::none) return;
  const bool all = detail_ == record::LoadDetail::all;
  for (flow::LinkId link = all ? 0 : target_write(0); link < last_loads_.size(); link += all ? 1 : 2) {
    record::Load& last = last_loads_[link];
    const auto flows = static_cast<std::uint32_t>(network_.flows_on(link));
    if (flows == 0 && last.flows == 0) continue;
    const BytesPerSecond rate = network_.load(link), capacity = network_.capacity(link);
    if (flows == last.flows && rate == last.rate && capacity == last.capacity) continue;
    last.at = engine_.now();
    last.rate = rate;
    last.capacity = capacity;
    last.flows = flows;
    sink_.on(last);
  }
}

}  // namespace headway::world
