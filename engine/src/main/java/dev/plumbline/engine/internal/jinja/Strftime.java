package dev.plumbline.engine.internal.jinja;

import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.Locale;

/// Tells the local time in C's `strftime` format, with English names. There is no time zone, as in Python's
/// `datetime.now()`.
final class Strftime {
    private Strftime() {}

    /// @throws Failure if the format holds a directive that is not known
    static String format(String format, Clock clock) {
        LocalDateTime now = LocalDateTime.now(clock);
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < format.length()) {
            char c = format.charAt(i++);
            if (c != '%') {
                out.append(c);
                continue;
            }
            boolean bare = format.startsWith("-", i);
            i += bare ? 1 : 0;
            if (i == format.length()) {
                throw Failure.value("strftime_now: the format ends in '%'");
            }
            String text = directive(format.charAt(i++), now);
            out.append(bare ? unpadded(text) : text);
        }
        return out.toString();
    }

    private static String unpadded(String text) {
        String out = text.replaceFirst("^[0 ]+(?=\\d)", "");
        return out.isEmpty() ? text : out;
    }

    private static String directive(char directive, LocalDateTime now) {
        return switch (directive) {
            case 'Y' -> of(now, "uuuu");
            case 'y' -> of(now, "uu");
            case 'C' -> two(now.getYear() / 100);
            case 'm' -> of(now, "MM");
            case 'd' -> of(now, "dd");
            case 'e' -> "%2d".formatted(now.getDayOfMonth());
            case 'H' -> of(now, "HH");
            case 'I' -> of(now, "hh");
            case 'M' -> of(now, "mm");
            case 'S' -> of(now, "ss");
            case 'f' -> "%06d".formatted(now.get(ChronoField.MICRO_OF_SECOND));
            case 'j' -> of(now, "DDD");
            case 'b', 'h' -> of(now, "MMM");
            case 'B' -> of(now, "MMMM");
            case 'a' -> of(now, "EEE");
            case 'A' -> of(now, "EEEE");
            case 'p' -> now.getHour() < 12 ? "AM" : "PM";
            case 'F' -> of(now, "uuuu-MM-dd");
            case 'D', 'x' -> of(now, "MM/dd/uu");
            case 'T', 'X' -> of(now, "HH:mm:ss");
            case 'R' -> of(now, "HH:mm");
            case 'c' -> of(now, "EEE MMM ") + "%2d".formatted(now.getDayOfMonth()) + of(now, " HH:mm:ss uuuu");
            case 'u' -> Integer.toString(now.getDayOfWeek().getValue());
            case 'w' -> Integer.toString(now.getDayOfWeek().getValue() % 7);
            case 'U' -> two((now.getDayOfYear() + 6 - now.getDayOfWeek().getValue() % 7) / 7);
            case 'W' -> two((now.getDayOfYear() + 6 - (now.getDayOfWeek().getValue() + 6) % 7) / 7);
            case 'V' -> two(now.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case 'G' -> Integer.toString(now.get(IsoFields.WEEK_BASED_YEAR));
            case 'Z', 'z' -> "";
            case '%' -> "%";
            case 'n' -> "\n";
            case 't' -> "\t";
            default -> throw Failure.value("strftime_now: unknown directive '%" + directive + "'; see C's strftime");
        };
    }

    private static String of(LocalDateTime now, String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(now.truncatedTo(ChronoUnit.MICROS));
    }

    private static String two(int number) {
        return "%02d".formatted(number);
    }
}
