// The lines that backups share, on the engine's clock: one flow::Network with links for every node and
// target, and a process that wakes whoever's transfer is complete.
//
// Starts and capacity changes of one instant are gathered and solved once, after everything else of that
// instant.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "sim/core/await.h"
#include "sim/flow/network.h"
#include "sim/model/scenario.h"
#include "sim/record/records.h"

namespace headway::world {

class Bandwidth {
 public:
  Bandwidth(core::Engine& engine, const model::Scenario& scenario, record::Sink& sink);

  /// Waits until `size` bytes have moved through its links at max-min fair rate, at most `cap`, or until it
  /// is given up. The result is the bytes that have moved.
  class [[nodiscard]] Transfer {
   public:
    Transfer(Bandwidth& bandwidth, flow::ClassId in, Bytes size, Instant give_up)
        : bandwidth_(bandwidth), class_(in), size_(size), give_up_(give_up) {}
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;
    ~Transfer();
    bool await_ready() const { return size_.count == 0; }
    void await_suspend(std::coroutine_handle<> frame);
    Bytes await_resume();

   private:
    Bandwidth& bandwidth_;
    flow::ClassId class_;
    Bytes size_;
    Instant give_up_;
    flow::FlowId flow_{};
    std::uint32_t slot_ = kNoSlot;
    static constexpr std::uint32_t kNoSlot = ~0U;
  };

  /// An upload from a node to a target. `read_share`: logical bytes read and worked on for each byte on the
  /// wire
  /// (> 0). `cap`: wire bytes a second that the backup's own workers can reach.
  Transfer upload(std::uint32_t node, std::uint32_t target, double read_share, BytesPerSecond cap, Bytes wire,
                  Instant give_up = record::kNever);

  /// A bare transfer over nodes' upload lines and targets' write lines.
  Transfer transfer(std::span<const flow::LinkId> path, std::optional<BytesPerSecond> cap, Bytes size);

  /// A download from a target to a node's disk. `write_share`: bytes written for each byte on the wire (> 0).
  Transfer download(std::uint32_t node, std::uint32_t target, double write_share, BytesPerSecond cap,
                    Bytes wire, Instant give_up = record::kNever);

  /// Snapshots are merged on a node's disk: `size` bytes read and written there, nowhere else, as fast as one
  /// thread works (assumed).
  Transfer merge(std::uint32_t node, Bytes size);

  flow::LinkId node_upload(std::uint32_t node) const { return node * kNodeLinks; }
  flow::LinkId node_disk(std::uint32_t node) const { return node * kNodeLinks + 1; }
  flow::LinkId node_cpu(std::uint32_t node) const { return node * kNodeLinks + 2; }
  flow::LinkId node_download(std::uint32_t node) const { return node * kNodeLinks + 3; }
  flow::LinkId node_disk_write(std::uint32_t node) const { return node * kNodeLinks + 4; }
  flow::LinkId target_write(std::uint32_t target) const { return nodes_ * kNodeLinks + target * 2; }
  flow::LinkId target_read(std::uint32_t target) const { return nodes_ * kNodeLinks + target * 2 + 1; }

  /// From now on the target's lines have `factor` times their nominal capacity (>= 0).
  void set_target_factor(std::uint32_t target, double factor);

  const flow::Network& network() const { return network_; }

  /// Called after each settling of rates; for `run --check`.
  std::function<void(const flow::Network&)> on_settled;

 private:
  static constexpr std::uint32_t kNodeLinks = 5;
  /// Waits for the next completion or, once something has changed, for the end of the instant.
  class Settling {
   public:
    explicit Settling(Bandwidth& bandwidth) : bandwidth_(bandwidth) {}
    Settling(const Settling&) = delete;
    Settling& operator=(const Settling&) = delete;
    ~Settling();
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> frame);
    void await_resume();

   private:
    Bandwidth& bandwidth_;
    std::uint32_t slot_ = ~0U;
  };
  void changed();
  core::Task<void> play();
  void report_loads();

  core::Engine& engine_;
  const model::Scenario& scenario_;
  record::Sink& sink_;
  std::uint32_t nodes_;
  record::LoadDetail detail_;
  flow::Network network_;
  core::Ticket settling_;  // wakes the process that settles, valid while it waits
  bool pending_ = false;   // it is due at the end of this instant
  std::vector<flow::Completion> completed_;
  std::vector<record::Load> last_loads_;  // by link, as last reported
};

}  // namespace headway::world
