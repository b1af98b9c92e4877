"""`/en/learning/`: what a person learns and teaches. The pages of courses are Wagtail's, below `/en/courses/`."""

from django.urls import include, path

from courses.views import (
    cohorts,
    desk,
    exports,
    groups,
    learner,
    learning,
    notes,
    own,
    paths,
    quiz_desk,
    quizzes,
)

app_name = "courses"

taught = [
    path("", desk.desk, name="desk"),
    path("learners/", desk.learners, name="learners"),
    path("learners/<int:pk>/", learner.learner, name="learner"),
    path("learners/<int:pk>/note/", learner.note, name="note-for"),
    path("learners/<int:pk>/waive/", learner.waive, name="waive"),
    path("questions/<int:pk>/", learner.answer, name="answer"),
    path("message/", groups.message, name="message"),
    path("learners.<str:kind>", exports.learners, name="export"),
    path("quizzes/<uuid:item>/", quiz_desk.results, name="quiz-results"),
    path("quizzes/<uuid:item>/again/", quiz_desk.again, name="quiz-again"),
    path("quizzes/<uuid:item>/learners/<int:pk>/", quiz_desk.learner, name="quiz-learner"),
    path("quizzes/<uuid:item>/attempts/<uuid:number>/", quiz_desk.attempt, name="quiz-attempt"),
    path("quizzes/<uuid:item>/attempts/<uuid:number>/mark/", quiz_desk.mark, name="quiz-mark"),
    path("quizzes/<uuid:item>/attempts.<str:kind>", quiz_desk.export, name="quiz-export"),
    path("cohorts/new/", groups.new, name="cohort-new"),
    path("cohorts/<uuid:uuid>/", groups.cohort, name="cohort"),
    path("cohorts/<uuid:uuid>/edit/", groups.edit, name="cohort-edit"),
    path("cohorts/<uuid:uuid>/close/", groups.close, name="cohort-close"),
    path("cohorts/<uuid:uuid>/dates/", groups.add_date, name="date-add"),
    path("cohorts/<uuid:uuid>/dates/<uuid:date>/", groups.change_date, name="date-change"),
    path("cohorts/<uuid:uuid>/dates/<uuid:date>/drop/", groups.drop_date, name="date-drop"),
    path("cohorts/<uuid:uuid>/attendance/<uuid:date>/", groups.attendance, name="attendance"),
    path("cohorts/<uuid:uuid>/invite/", groups.invite, name="invite"),
    path("cohorts/<uuid:uuid>/link/", groups.renew_link, name="renew-link"),
    path("cohorts/<uuid:uuid>/invitations/<int:pk>/withdraw/", groups.withdraw, name="withdraw"),
    path("cohorts/<uuid:uuid>/facilitators/", groups.facilitators, name="facilitators"),
]

followed = [
    path("enrol/", learning.enrol, name="enrol"),
    path("edition/", learning.edition, name="edition"),
    path("leave/", learning.leave, name="leave"),
    path("pause/", learning.pause, name="pause"),
    path("resume/", learning.resume, name="resume"),
    path("alone/", cohorts.go_on_alone, name="alone"),
    path("staff/", cohorts.staff, name="staff"),
    path("cohorts/<uuid:uuid>/join/", cohorts.join, name="join"),
    path("cohorts/<uuid:uuid>/stop-waiting/", cohorts.stop_waiting, name="stop-waiting"),
    path("<uuid:item>/done/", learning.mark_done, name="done"),
    path("<uuid:item>/handed-in/", learning.hand_in, name="hand-in"),
    path("<uuid:item>/begin/", quizzes.begin, name="begin"),
    path("<uuid:item>/note/", notes.note, name="note"),
    path("<uuid:item>/question/", notes.question, name="question"),
    path("<uuid:item>/reflections/<uuid:block>/", notes.reflection, name="reflection"),
]

urlpatterns = [
    path("", own.learning, name="learning"),
    path("notes/", own.notes, name="notes"),
    path("transcript/", own.transcript, name="transcript"),
    path("calendar/", own.calendar, name="calendar"),
    path("quiz/<uuid:number>/", quizzes.attempt, name="attempt"),
    path("quiz/<uuid:number>/keep/", quizzes.keep, name="attempt-keep"),
    path("quiz/<uuid:number>/submit/", quizzes.submit, name="attempt-submit"),
    path("teaching/", desk.teaching, name="teaching"),
    path("teaching/<uuid:course>/", include(taught)),
    path("paths/<uuid:path>/follow/", paths.follow, name="path-follow"),
    path("paths/<uuid:path>/take-up/", paths.take_up, name="path-take-up"),
    path("paths/<uuid:path>/stop/", paths.stop, name="path-stop"),
    path("join/<str:code>/", cohorts.join_by_code, name="join-by-code"),
    path("<uuid:course>/", include(followed)),
]
