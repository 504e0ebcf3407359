#include "api/api_fixture.h"

#include <condition_variable>
#include <mutex>
#include <random>

#include "api/routes.h"
#include "http/target.h"
#include "registry/registrar.h"
#include "security/secret.h"

namespace muster::api {
namespace {

class TextBody final : public http::BodyReader {
 public:
  explicit TextBody(std::string text) : text_(std::move(text)) {}
  std::expected<std::size_t, http::BodyError> read(std::span<std::byte> buffer) override {
    const auto size = std::min(buffer.size(), text_.size() - at_);
    std::copy_n(reinterpret_cast<const std::byte*>(text_.data()) + at_, size, buffer.begin());
    at_ += size;
    return size;
  }
  std::optional<std::uint64_t> declared_length() const override { return text_.size(); }

 private:
  std::string text_;
  std::size_t at_ = 0;
};

class TextSink final : public http::ResponseSink {
 public:
  bool write(std::string_view bytes) override {
    text += bytes;
    return true;
  }
  std::string text;
};

}  // namespace

std::string Answer::code() const {
  const auto value = json();
  return std::string(value.at("code").as_string());
}

std::string Answer::header(std::string_view name) const {
  return std::string(headers.get(name).value_or(""));
}

ApiFixture::ApiFixture() {
  std::random_device random;
  folder_ = std::filesystem::temp_directory_path() /
            ("muster-api-" + std::to_string(random()) + std::to_string(random()));
  std::filesystem::create_directories(folder_);
  auto opened = storage::open_sqlite(folder_, clock_, {});
  if (opened) (*opened)->processes().begin("server");
  if (!opened) throw std::runtime_error(opened.error().message);
  store_ = std::move(*opened);
  check_in_desk_ = std::make_unique<registry::CheckInDesk>(store_->enrolments());
  removal_ = std::make_unique<registry::Removal>(
      store_->devices(), store_->directory(), store_->keyer(),
      [this](const std::function<void()>& work, registry::OrganisationId organisation) {
        store_->in_one_step(work, organisation);
      });
  services_ = std::make_unique<Services>(
      Services{.organisations = store_->organisations(),
               .relationships = store_->relationships(),
               .tokens = store_->tokens(),
               .clients = store_->clients(),
               .device_authorizations = store_->device_authorizations(),
               .requests = store_->requests(),
               .webhooks = store_->webhooks(),
               .people = store_->people(),
               .sessions = store_->sessions(),
               .identity_providers = store_->identity_providers(),
               .sign_in_failures = store_->sign_in_failures(),
               .installation = store_->installation(),
               .links = store_->links(),
               .audit = store_->audit(),
               .directory = store_->directory(),
               .batches = store_->batches(),
               .devices = store_->devices(),
               .histories = store_->histories(),
               .enrolments = store_->enrolments(),
               .check_in_desk = *check_in_desk_,
               .idempotency = store_->idempotency(),
               .removal = *removal_,
               .signals = signals_,
               .keyer = store_->keyer(),
               .clock = clock_,
               .random = random_,
               .passwords = passwords_,
               .to_identity_providers = to_identity_providers_,
               .in_one_step = {[this](const std::function<void()>& work,
                                      registry::OrganisationId organisation) {
                 store_->in_one_step(work, organisation);
               }},
               .health =
                   [this] {
                     return ServerHealth{.ready = true,
                                         .started_at = clock_.now(),
                                         .database = store_->database(),
                                         .database_answered_in = std::chrono::microseconds{250},
                                         .disk_free_bytes = 3'000'000'000,
                                         .disk_bytes = 8'000'000'000};
                   },
               .limits = {},
               .support_contact = std::make_shared<SharedText>("support@example.com"),
               .version = "0.1.0",
               .spool_folder = folder_,
               .samples = {{"partner.csv", "Partner", "For partners",
                            "Manufacturer,Model,Serial Number\r\n"}},
               .openapi = "openapi: 3.1.0\n",
               .docs = "<!doctype html>"});
  add_routes(router_, *services_);
}

ApiFixture::~ApiFixture() {
  store_.reset();
  std::filesystem::remove_all(folder_);
}

Answer ApiFixture::call(std::string method, const std::string& target, const Sent& sent) {
  auto parsed = http::parse_target(target);
  if (!parsed) throw std::invalid_argument(target);
  const auto match = router_.match(method, parsed->segments);
  if (!match) throw std::invalid_argument("no route for " + method + " " + target);
  http::Request request;
  request.method = std::move(method);
  request.path = parsed->path;
  request.target = target;
  request.query = parsed->query;
  request.path_parameters = match->path_parameters;
  request.request_id = "req_00000000000000000000000000";
  if (!sent.token.empty()) request.headers.add("Authorization", "Bearer " + sent.token);
  if (!sent.content_type.empty()) request.headers.add("Content-Type", sent.content_type);
  for (const auto& [name, value] : sent.headers) request.headers.add(name, value);
  if (match->route->streams_body) {
    request.stream = std::make_shared<TextBody>(sent.body);
  } else {
    request.body = sent.body;
  }
  auto response = match->route->handler(request);
  Answer answer{.status = response.status,
                .headers = response.headers,
                .body = response.body,
                .events = response.events};
  if (response.stream) {
    TextSink sink;
    EXPECT_TRUE(response.stream(sink));
    answer.body = sink.text;
  }
  return answer;
}

Answer ApiFixture::post(const std::string& target, const std::string& token, std::string body,
                        std::string key) {
  Sent sent{.token = token, .body = std::move(body)};
  if (!key.empty()) sent.headers.emplace_back("Idempotency-Key", std::move(key));
  return call("POST", target, sent);
}

Answer ApiFixture::upload(const std::string& target, const std::string& token, std::string csv,
                          std::string key) {
  Sent sent{.token = token, .body = std::move(csv), .content_type = "text/csv"};
  if (!key.empty()) sent.headers.emplace_back("Idempotency-Key", std::move(key));
  return call("POST", target, sent);
}

ApiFixture::Member ApiFixture::member(registry::OrganisationKind kind, std::string name) {
  const auto organisation = store_->organisations().create(kind, std::move(name)).value();
  const auto secret = security::make_secret(security::SecretKind::token, random_);
  store_->tokens().create(
      {.organisation = organisation.id, .name = "test", .role = registry::full_role_of(kind)},
      secret.hash);
  return {.organisation = organisation, .id = organisation.id.text(), .token = secret.text};
}

void ApiFixture::relate(const Member& partner, const Member& customer, bool delegated) {
  ASSERT_TRUE(
      store_->relationships().relate(partner.organisation.id, customer.organisation.id, delegated));
}

void ApiFixture::publish(const Member& supplier, int count) {
  std::string csv = "Manufacturer,Model,Serial Number\n";
  for (int i = 1; i <= count; ++i) csv += "Contoso,Book 1,SN-" + std::to_string(i) + "\n";
  const auto answer =
      upload("/api/v1/suppliers/" + supplier.id + "/directory", supplier.token, std::move(csv));
  ASSERT_EQ(answer.status, 200) << answer.body;
}

void ApiFixture::decide_all() {
  std::mutex mutex;
  std::condition_variable over;
  std::size_t open = store_->batches().open().size();
  const registry::RegistrarReports reports{.chunk_decided = {},
                                           .batch_over =
                                               [&](const registry::Batch& batch) {
                                                 signals_.moved(batch.id);
                                                 const std::lock_guard lock(mutex);
                                                 --open;
                                                 over.notify_all();
                                               },
                                           .chunk_failed = {}};
  // A registrar stops its signals for good, so each has its own.
  registry::Signals work;
  registry::Registrar registrar(store_->batches(), store_->directory(), store_->keyer(), work, {},
                                reports);
  registrar.start();
  {
    std::unique_lock lock(mutex);
    over.wait(lock, [&] { return open == 0; });
  }
  registrar.stop();
}

std::string ApiFixture::device_id(const Member& customer, const std::string& serial) {
  const auto answer =
      get("/api/v1/customers/" + customer.id + "/devices?serial_prefix=" + serial, customer.token);
  return std::string(answer.json().at("items").at(0).at("id").as_string());
}

std::string partner_csv(std::initializer_list<std::string_view> rows) {
  std::string text = "Manufacturer,Model,Serial Number\r\n";
  for (const auto row : rows) {
    text += row;
    text += "\r\n";
  }
  return text;
}

}  // namespace muster::api
