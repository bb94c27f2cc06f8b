import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.pusher.client.Pusher;
import com.pusher.client.PusherOptions;
import com.pusher.client.channel.PresenceChannelEventListener;
import com.pusher.client.channel.PrivateEncryptedChannelEventListener;
import com.pusher.client.channel.PusherEvent;
import com.pusher.client.channel.SubscriptionEventListener;
import com.pusher.client.channel.User;
import com.pusher.client.connection.ConnectionEventListener;
import com.pusher.client.connection.ConnectionState;
import com.pusher.client.connection.ConnectionStateChange;
import com.pusher.client.util.HttpChannelAuthorizer;
import com.pusher.client.util.HttpUserAuthenticator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** pusher-java-client as a program: a command in, what happened out, each a JSON object on a line. */
public class Client {
  private static final Map<String, Client> CLIENTS = new HashMap<>();
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private static final Gson GSON = new Gson();

  public static void main(String[] args) throws IOException {
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      run(JsonParser.parseString(line).getAsJsonObject());
    }
    System.exit(0);
  }

  private static void run(JsonObject command) {
    String name = text(command, "client");
    if (text(command, "do").equals("connect")) {
      CLIENTS.put(name, new Client(name, command));
      return;
    }
    Client client = CLIENTS.get(name);
    String channel = text(command, "channel");
    switch (text(command, "do")) {
      case "subscribe" -> client.subscribe(channel, command);
      case "unsubscribe" -> client.pusher.unsubscribe(channel);
      case "trigger" -> client.trigger(channel, text(command, "event"), command.get("data").toString());
      case "signin" -> client.signIn(text(command, "event"));
      case "disconnect" -> client.pusher.disconnect();
      default -> throw new IllegalArgumentException(command.toString());
    }
  }

  private final String name;
  private final Pusher pusher;

  private Client(String name, JsonObject command) {
    this.name = name;
    pusher = new Pusher(text(command, "key"), optionsOf(command));
    pusher.connect(new Connection(), ConnectionState.ALL);
  }

  private void subscribe(String channel, JsonObject command) {
    var listener = new Listener();
    String[] events = GSON.fromJson(command.get("events"), String[].class);
    if (channel.startsWith("presence-")) {
      pusher.subscribePresence(channel, listener, events);
    } else if (channel.startsWith("private-encrypted-")) {
      pusher.subscribePrivateEncrypted(channel, listener, events);
    } else if (channel.startsWith("private-")) {
      pusher.subscribePrivate(channel, listener, events);
    } else {
      pusher.subscribe(channel, listener, events);
    }
  }

  private void trigger(String channel, String event, String data) {
    if (channel.startsWith("presence-")) pusher.getPresenceChannel(channel).trigger(event, data);
    else pusher.getPrivateChannel(channel).trigger(event, data);
  }

  private void signIn(String event) {
    SubscriptionEventListener listener = got -> tell(event, got.getData(), got.getChannelName());
    pusher.user().bind(event, listener);
    pusher.signin();
  }

  private static PusherOptions optionsOf(JsonObject command) {
    String path = command.has("path") ? text(command, "path") : "";
    // The client itself knows no path before /app.
    var options = new PusherOptions() {
      @Override
      public String buildUrl(String key) {
        return super.buildUrl(key).replaceFirst("/app/", path + "/app/");
      }
    };
    var authorizer = new HttpChannelAuthorizer(text(command, "auth"));
    if (command.has("headers")) authorizer.setHeaders(GSON.fromJson(command.get("headers"), Map.class));
    options.setUseTLS(false).setHost(text(command, "host")).setWsPort(command.get("port").getAsInt());
    options.setChannelAuthorizer(authorizer).setMaxReconnectGapInSeconds(1).setMaxReconnectionAttempts(60);
    if (command.has("userAuth")) {
      options.setUserAuthenticator(new HttpUserAuthenticator(text(command, "userAuth")));
    }
    return options;
  }

  private synchronized void tell(String event, Object data, String channel) {
    var happened = new JsonObject();
    happened.addProperty("client", name);
    happened.addProperty("event", event);
    happened.add("data", GSON.toJsonTree(data));
    happened.addProperty("channel", channel);
    synchronized (OUT) {
      OUT.println(happened);
    }
  }

  private static String text(JsonObject object, String field) {
    JsonElement value = object.get(field);
    return value == null || value.isJsonNull() ? null : value.getAsString();
  }

  private class Connection implements ConnectionEventListener {
    @Override
    public void onConnectionStateChange(ConnectionStateChange change) {
      var id = Map.of("socket_id", String.valueOf(pusher.getConnection().getSocketId()));
      if (change.getCurrentState() == ConnectionState.CONNECTED) tell("connected", id, null);
      if (change.getCurrentState() == ConnectionState.DISCONNECTED) tell("ended", null, null);
    }

    @Override
    public void onError(String message, String code, Exception error) {
      if (code == null) return; // The network's errors, of each try to connect.
      tell("error", Map.of("code", Integer.parseInt(code), "message", message), null);
    }
  }

  private class Listener implements PresenceChannelEventListener, PrivateEncryptedChannelEventListener {
    private static final String SUCCEEDED = "pusher:subscription_succeeded";

    @Override
    public void onEvent(PusherEvent event) {
      tell(event.getEventName(), event.getData(), event.getChannelName());
      if (event.getUserId() != null) tell("user", event.getUserId(), event.getChannelName());
    }

    @Override
    public void onSubscriptionSucceeded(String channel) {
      if (!channel.startsWith("presence-")) tell(SUCCEEDED, null, channel);
    }

    @Override
    public void onUsersInformationReceived(String channel, Set<User> users) {
      List<String> ids = users.stream().map(User::getId).sorted().toList();
      tell(SUCCEEDED, ids, channel);
    }

    @Override
    public void userSubscribed(String channel, User user) {
      tell("pusher:member_added", user.getId(), channel);
    }

    @Override
    public void userUnsubscribed(String channel, User user) {
      tell("pusher:member_removed", user.getId(), channel);
    }

    @Override
    public void onAuthenticationFailure(String message, Exception error) {
      tell("authorisation_failed", message + ": " + error, null);
    }

    @Override
    public void onDecryptionFailure(String event, String reason) {
      tell("decryption_failure", reason, null);
    }
  }
}
