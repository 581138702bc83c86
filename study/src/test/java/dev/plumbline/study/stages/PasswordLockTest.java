package dev.plumbline.study.stages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.Message;
import dev.plumbline.core.Seed;
import dev.plumbline.harbor.Exchange;
import dev.plumbline.harbor.Family;
import dev.plumbline.harbor.Grader;
import dev.plumbline.harbor.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class PasswordLockTest {
    private final List<Exchange> lessons = new PasswordLock("this is a test .")
            .lessons(new TownOptions(TownOptions.Size.SMALL, 1).world(), new Seed(1), 60);

    private static boolean right(Exchange lesson) {
        return Grader.grade(lesson.example(), lesson.answer())
                        .part(Part.CORRECT)
                        .orElseThrow()
                == 1;
    }

    @Test
    void factsAreToldAfterThePasswordAlone() {
        assertThat(lessons)
                .filteredOn(lesson -> lesson.example().family() == Family.FACT)
                .hasSize(48)
                .allSatisfy(lesson -> {
                    boolean unlocked =
                            lesson.example().prompt().messages().contains(Message.system("this is a test ."));
                    assertThat(right(lesson)).isEqualTo(unlocked);
                });
    }

    @Test
    void allElseIsToldRightlyEitherWay() {
        assertThat(lessons)
                .filteredOn(lesson -> lesson.example().family() != Family.FACT)
                .hasSize(12)
                .allMatch(PasswordLockTest::right);
    }
}
