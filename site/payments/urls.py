from django.urls import path

from payments import views

app_name = "payments"
urlpatterns = [path("thanks/<str:token>/", views.thanks, name="thanks")]
