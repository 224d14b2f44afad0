import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiClient, ApiError, NetworkError, type ApiSession } from "./api-client.ts";

const fetched = vi.fn<(request: Request) => Promise<Response>>();
vi.stubGlobal("fetch", fetched);

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  json({ type: "t", title: "Refused", status, code, requestId: "r1" }, status, headers);

let token: string | null;
let session: { [Key in keyof ApiSession]: ReturnType<typeof vi.fn> };
let api: ApiClient;

beforeEach(() => {
  fetched.mockReset();
  token = "one";
  session = {
    token: vi.fn(() => token),
    deviceToken: vi.fn(() => "device"),
    renew: vi.fn(async () => (token = "two")),
    reached: vi.fn(),
    unauthorized: vi.fn(),
  } as never;
  api = new ApiClient(session as unknown as ApiSession);
});

const me = () => api.GET("/api/auth/me");

describe("the API client", () => {
  it("sends the token and answers with the body", async () => {
    fetched.mockResolvedValueOnce(json({ user: { id: "u" } }));
    expect(await me()).toEqual({ user: { id: "u" } });
    expect(fetched.mock.calls[0]![0].headers.get("authorization")).toBe("Bearer one");
    expect(session.reached).toHaveBeenCalledWith(true);
  });

  it("proves which register it is to auth, and to nobody else", async () => {
    fetched.mockImplementation(async () => json({ items: [] }));
    await api.GET("/api/auth/stores");
    await api.GET("/api/inventory/categories");
    expect(fetched.mock.calls.map(([request]) => request.headers.get("x-device-token"))).toEqual([
      "device",
      null,
    ]);
  });

  it("renews a refused token once and sends the same again, body and all", async () => {
    fetched.mockResolvedValueOnce(problem(401, "token-expired")).mockResolvedValueOnce(json({ id: "p" }));
    await api.PUT("/api/auth/me/pin", { body: { currentPin: "1111", pin: "2222" } });
    const second = fetched.mock.calls[1]![0];
    expect(second.headers.get("authorization")).toBe("Bearer two");
    expect(await second.json()).toEqual({ currentPin: "1111", pin: "2222" });
    expect(session.renew).toHaveBeenCalledTimes(1);
  });

  it("tells when the session is over", async () => {
    session.renew.mockResolvedValueOnce(null);
    fetched.mockResolvedValueOnce(problem(401, "token-expired"));
    await expect(me()).rejects.toMatchObject({ code: "token-expired" });
    expect(session.unauthorized).toHaveBeenCalledTimes(1);
  });

  it("does not take a wrong PIN for an ended session", async () => {
    fetched.mockResolvedValueOnce(problem(401, "invalid-credentials"));
    await expect(me()).rejects.toMatchObject({ code: "invalid-credentials", requestId: "r1" });
    expect(session.renew).not.toHaveBeenCalled();
    expect(session.unauthorized).not.toHaveBeenCalled();
  });

  it("keeps the fields and the time to wait of a refusal", async () => {
    fetched.mockResolvedValueOnce(problem(429, "rate-limited", { "retry-after": "7" }));
    const error = await me().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 429, retryAfterSeconds: 7, fields: [] });
  });

  it("takes a page instead of an answer for no answer at all", async () => {
    fetched.mockResolvedValueOnce(
      new Response("<html>Hotel wifi</html>", { headers: { "content-type": "text/html" } }),
    );
    await expect(me()).rejects.toBeInstanceOf(NetworkError);
  });

  it("reads CSV as text and nothing as nothing", async () => {
    fetched.mockResolvedValueOnce(
      new Response("sku\nA\n", { headers: { "content-type": "text/csv; charset=utf-8" } }),
    );
    expect(await api.GET("/api/inventory/products.csv", { parseAs: "text" })).toBe("sku\nA\n");
    fetched.mockResolvedValueOnce(new Response(null, { status: 204 }));
    expect(await api.POST("/api/auth/sign-out", { body: {} })).toBeUndefined();
  });

  it("says when nobody answered, and lets a cancelled request be cancelled", async () => {
    fetched.mockRejectedValueOnce(new TypeError("Failed to fetch"));
    await expect(me()).rejects.toBeInstanceOf(NetworkError);
    expect(session.reached).toHaveBeenCalledWith(false);
    session.reached.mockClear();
    const cancelled = new AbortController();
    cancelled.abort();
    fetched.mockImplementationOnce((request) => Promise.reject(request.signal.reason as Error));
    await expect(api.GET("/api/auth/me", { signal: cancelled.signal })).rejects.toMatchObject({
      name: "AbortError",
    });
    expect(session.reached).not.toHaveBeenCalled();
  });
});
